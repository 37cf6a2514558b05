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
export function basisOf({ quality, final }: EvidenceInputs): Basis {
  if (final === undefined) return "pilot";
  const labels = Object.keys(final);
  const shared = labels.filter((label) => label in quality);
  if (shared.length === 0 && labels.length > 0) return "fresh";
  requireSameRows(quality, final);
  return "sameSeeds";
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
    const measured = rows.flatMap(({ scores }) => scores[name] ?? []);
    const floors = rows.flatMap(({ scores }) => scores[`${name} floor`] ?? []);
    const mean = floors.reduce((sum, { value, high }) =>
      sum + (high ?? value), 0) / floors.length;
    return {
      name,
      better: measured[0]?.better ?? "lower",
      origin: measured[0]?.origin,
      floor: floors.length === 0 ? undefined : mean,
      real: realOf(name, { rows, tested }),
    };
  });
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
  { metrics, baseline, parameters, fresh }: {
    readonly metrics: readonly Metric[];
    readonly baseline: string;
    readonly parameters: (place: Place) => number;
    /** Most fresh seeds that an arm has. */
    readonly fresh: number;
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
    looks: looks.length > 0 ? looks : fresh > 0 ? [fresh] : [],
    power,
    tolerance,
  };
}

/** Trainings as the rule sees them. */
export function evidenceOf(
  inputs: EvidenceInputs,
  { axes, headline, tested, isHeadline, basis }: {
    readonly axes: Axes;
    readonly headline: readonly Observation[];
    readonly tested: readonly Observation[];
    readonly isHeadline: (row: Observation) => boolean;
    readonly basis: Basis;
  },
): Evidence {
  const failed = new Set(
    observations(inputs.training ?? {}, axes).filter(hasFailed).map(trainingOf),
  );
  const trials = (
    rows: readonly Observation[],
    hasFailed: (row: Observation) => boolean,
  ): Trial[] =>
    rows.map((row) => ({
      latent: row.latent,
      size: row.size,
      seed: row.seed,
      failed: hasFailed(row),
      values: Object.fromEntries(
        Object.entries(row.scores).map(([name, { value }]) => [name, value]),
      ),
    }));
  const ofTraining = (row: Observation) => failed.has(trainingOf(row));
  return {
    pilot: trials(headline, ofTraining),
    tested: trials(tested, ofTraining),
    fresh: basis === "fresh",
    // Their trainings are others than those of the same seeds in the pilot.
    longer: trials(
      observations(inputs.longer ?? {}, axes).filter(isHeadline),
      hasFailed,
    ),
  };
}
