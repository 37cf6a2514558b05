import type { Evidence } from "../../lib/verdict/judge.ts";
import type { Metric, Rule } from "../../lib/verdict/rule.ts";
import type { Place, Trial } from "../../lib/verdict/trial.ts";
import type { ScoreSet } from "../kinds.ts";
import { requireSameRows } from "./_final.ts";
import {
  type Axes,
  distinct,
  hasFailed,
  type Observation,
  observations,
  trainingOf,
  trainingText,
} from "./_study.ts";

/** Scores by label. */
type Rows = Readonly<Record<string, ScoreSet>>;

/** Rows that a verdict rests on. */
export interface EvidenceInputs {
  readonly quality: Rows;
  /** Of test images: the same rows, or rows of fresh seeds. */
  readonly final?: Rows | undefined;
  /** The baseline, trained for longer. */
  readonly longer?: Rows | undefined;
  readonly cost: Rows;
  readonly training?: Rows | undefined;
}

/** Settings of the rule. */
export interface RuleConfig {
  readonly epsilon?: number | Readonly<Record<string, number>> | undefined;
  readonly looks: readonly number[];
  readonly power: number;
  readonly tolerance: number;
}

/**
 * What tests rest on: seeds of their own on test images, the pilot's seeds on
 * test images, or the pilot alone.
 */
export type Basis = "fresh" | "sameSeeds" | "pilot";

/**
 * How the final figures relate to those that are chosen from.
 *
 * @throws {RangeError} when some of their seeds are the pilot's and some are
 * not, or the rows of equal seeds differ
 */
export function basisOf(
  { quality, final }: EvidenceInputs,
  axes: Axes,
): Basis {
  if (final === undefined || Object.keys(final).length === 0) return "pilot";
  const [pilot, tested] = [quality, final].map((rows) =>
    observations(rows, axes).map(trainingOf)
  );
  const known = new Set(pilot);
  if (!tested!.some((training) => known.has(training))) return "fresh";
  requireSameRows(quality, final);
  return "sameSeeds";
}

/**
 * Refuses fresh seeds that are not as planned: absent ones would count for
 * nothing, however they came out, and seeds that were added after a look have a
 * level of their own.
 *
 * @param tested Rows of fresh seeds
 * @param looks Seeds planned, look by look
 * @throws {RangeError} naming an arm that has others
 */
export function requirePlanned(
  tested: readonly Observation[],
  looks: readonly number[],
): void {
  const seeds = new Map<string, Observation[]>();
  for (const row of tested) {
    const arm = JSON.stringify([row.latent, row.size]);
    seeds.set(arm, [...seeds.get(arm) ?? [], row]);
  }
  const planned = looks.reduce((sum, look) => sum + look, 0);
  for (const [{ latent, size }, { length }] of firsts(seeds)) {
    if (length === planned) continue;
    throw new RangeError(
      looks.length === 0
        ? `Cannot test on fresh seeds: say how many were planned before any was looked at, as 'looks: [${length}]'`
        : `Cannot test '${latent}' of size ${size}: it has ${length} fresh seeds, and 'looks' plans ${
          looks.join(" + ")
        }; fill 'final' with all of them, failed ones too`,
    );
  }
}

function firsts(
  groups: ReadonlyMap<string, readonly Observation[]>,
): (readonly [Observation, readonly Observation[]])[] {
  return [...groups.values()].map((rows) => [rows[0]!, rows] as const);
}

/** The scores that have to agree: the headline first, then its likes. */
export function metricsOf(
  rows: readonly Observation[],
  { headline, agree, tested }: {
    readonly headline: string;
    readonly agree: readonly string[] | undefined;
    /** Rows that are tested. */
    readonly tested: readonly Observation[];
  },
): Metric[] {
  const all = distinct(rows.flatMap(({ scores }) => Object.keys(scores)));
  const family = (name: string) => name.replace(/\[.*/, "");
  const likes = agree ??
    all.filter((name) => /\]$/.test(name) && family(name) === family(headline));
  const absent = likes.find((name) => !all.includes(name));
  if (absent !== undefined) {
    throw new RangeError(
      `Cannot report on score '${absent}': no row has it; known: ${
        all.join(", ")
      }`,
    );
  }
  return distinct([headline, ...likes]).map((name) => {
    requireScore(rows, name);
    if (tested.some(({ scores }) => scores[name] !== undefined)) {
      requireScore(tested, name);
    }
    const measured = rows.flatMap(({ scores }) => scores[name] ?? []);
    const floors = rows.flatMap(({ scores }) => scores[`${name} floor`] ?? []);
    const mean = floors.reduce((sum, { value, high }) =>
      sum + (high ?? value), 0) / floors.length;
    return {
      name,
      better: directionOf(name, measured[0]?.better),
      origin: measured[0]?.origin,
      floor: floors.length === 0 ? undefined : mean,
      real: realOf(name, { rows, tested }),
    };
  });
}

/**
 * Refuses scores that some rows lack: arms could not be compared by them.
 *
 * @throws {RangeError} naming one
 */
function requireScore(rows: readonly Observation[], name: string): void {
  const without = rows.find(({ scores }) => scores[name] === undefined);
  if (without === undefined) return;
  throw new RangeError(
    `Cannot report on ${
      trainingText(without)
    }: it has no score '${name}', which others have; judge all trainings alike`,
  );
}

/**
 * Which values of a score are good.
 *
 * @throws {RangeError} when the score does not say
 */
export function directionOf(
  name: string,
  better: Metric["better"] | undefined,
): Metric["better"] {
  if (better !== undefined) return better;
  throw new RangeError(
    `Cannot report on score '${name}': it does not say whether low or high values are good; give it 'better', or name another as 'metric' or in 'agree'`,
  );
}

/** What real training images get; it is the same in all rows of one set. */
function realOf(
  name: string,
  { rows, tested }: {
    readonly rows: readonly Observation[];
    readonly tested: readonly Observation[];
  },
): Metric["real"] {
  const [chosenOn, testedOn] = [rows, tested].map((list) =>
    list.flatMap(({ scores }) => {
      const { value, low, high } = scores[`${name} floor`] ?? {};
      return value === undefined || low === undefined || high === undefined
        ? []
        : [{ value, low, high }];
    })[0]
  );
  return chosenOn && testedOn && { chosenOn, testedOn };
}

/** The rule by which a study is judged. */
export function ruleOf(
  config: RuleConfig,
  { metrics, baseline, parameters }: {
    readonly metrics: readonly Metric[];
    readonly baseline: string;
    readonly parameters: (place: Place) => number;
  },
): Rule {
  const { epsilon, looks, power, tolerance } = config;
  return {
    metrics,
    baseline,
    parameters,
    epsilon: typeof epsilon === "number"
      ? { [metrics[0]!.name]: epsilon }
      : epsilon,
    looks,
    power,
    tolerance,
  };
}

/** Trainings as the rule sees them. */
export function evidenceOf(
  inputs: EvidenceInputs,
  { axes, headline, tested, isHeadline, isSound, basis, drawn }: {
    readonly axes: Axes;
    readonly headline: readonly Observation[];
    readonly tested: readonly Observation[];
    readonly isHeadline: (row: Observation) => boolean;
    readonly isSound: (row: Observation) => boolean;
    readonly basis: Basis;
    readonly drawn: boolean;
  },
): Evidence {
  const trials = (
    rows: readonly Observation[],
    isSound: (row: Observation) => boolean,
  ): Trial[] =>
    rows.map((row) => ({
      latent: row.latent,
      size: row.size,
      seed: row.seed,
      failed: !isSound(row),
      values: Object.fromEntries(
        Object.entries(row.scores).map(([name, { value }]) => [name, value]),
      ),
    }));
  return {
    pilot: trials(headline, isSound),
    tested: trials(tested, isSound),
    fresh: basis === "fresh",
    drawn,
    // Their trainings are others than those of the same seeds in the pilot.
    longer: trials(
      observations(inputs.longer ?? {}, axes).filter(isHeadline),
      (row) => !hasFailed(row),
    ),
  };
}
