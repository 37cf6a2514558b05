import { parsePointLabel } from "../../../lib/dsl/grid.ts";
import type { Interval } from "../../../lib/stats/interval.ts";
import { tInterval } from "../../../lib/stats/t_interval.ts";
import type { ScoreSet } from "../../kinds/mod.ts";
import { definitionOf } from "../../scores.ts";

/** Names of the axes of a study's grid. */
export interface Axes {
  readonly latent: string;
  readonly size: string;
  readonly seed: string;
  readonly mode: string;
}

/** One trained generator, judged on one law of codes. */
export interface Observation {
  readonly latent: string;
  /** Value of the size axis. */
  readonly size: number;
  readonly seed: string;
  /** Law of codes: `prior`, `train`, `heldout`; empty without the axis. */
  readonly mode: string;
  readonly scores: ScoreSet;
}

/** What tells a training from others, whatever codes it is judged on. */
export function trainingOf({ latent, size, seed }: Observation): string {
  return JSON.stringify([latent, size, seed]);
}

/** A training in words. */
export function trainingText(
  { latent, size, seed }: Omit<Observation, "scores" | "mode">,
): string {
  return `'${latent}' of size ${size}${
    seed === "" ? "" : ` with seed ${seed}`
  }`;
}

/**
 * Refuses rows that count one training twice: as if they were independent, they
 * would make intervals too narrow.
 *
 * @throws {RangeError} naming the training
 */
export function requireOnce(
  rows: readonly Observation[],
  slot: string,
  { seed }: Axes,
): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = `${trainingOf(row)} ${row.mode}`;
    if (seen.has(key)) {
      throw new RangeError(
        `Cannot report on ${
          trainingText(row)
        }: '${slot}' has several rows of it; trainings are told apart by latent, size and '${seed}' alone, so keep one row of each`,
      );
    }
    seen.add(key);
  }
}

/** Whether the scores of a training say that it failed, as by divergence. */
export function hasFailed({ scores }: Observation): boolean {
  return Object.entries(scores).some(([id, score]) =>
    score.value === 1 && definitionOf(id, score)?.fails === true
  );
}

/** Replications of one latent at one size. */
export interface Cell {
  readonly latent: string;
  readonly size: number;
  /** Seeds that have a value, in the order of the grid. */
  readonly seeds: readonly string[];
  /** One value a seed. */
  readonly values: readonly number[];
  /** Mean over seeds with Student's 95 % interval. */
  readonly interval: Interval;
}

/** Observations from labelled scores. */
export function observations(
  rows: Readonly<Record<string, ScoreSet>>,
  axes: Axes,
): Observation[] {
  return Object.entries(rows).map(([label, scores]) => {
    const point = parsePointLabel(label);
    const size = Number(point[axes.size]);
    if (point[axes.latent] === undefined || !Number.isFinite(size)) {
      throw new RangeError(
        `Cannot report on '${label}': expected the axes '${axes.latent}' and '${axes.size}'`,
      );
    }
    return {
      latent: point[axes.latent]!,
      size,
      seed: point[axes.seed] ?? "",
      mode: point[axes.mode] ?? "",
      scores,
    };
  });
}

/** Values of one score by latent and size, in the order of the grid. */
export function cells(
  rows: readonly Observation[],
  score: string,
): Cell[] {
  const groups = new Map<
    string,
    { row: Observation; seeds: string[]; values: number[] }
  >();
  for (const row of rows) {
    const measured = row.scores[score];
    if (measured === undefined) continue;
    const key = JSON.stringify([row.latent, row.size]);
    const group = groups.get(key) ?? { row, seeds: [], values: [] };
    group.seeds.push(row.seed);
    group.values.push(measured.value);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ row: { latent, size }, seeds, values }) => ({
      latent,
      size,
      seeds,
      values,
      interval: tInterval(values),
    }));
}

/** Different values in the order in which they appear. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
