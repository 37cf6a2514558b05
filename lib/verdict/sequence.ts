import type { Aim } from "./aim.ts";
import { type Arm, armAt, lossesOf, ofLatent } from "./arms.ts";
import { type Bounds, boundsOf } from "./bounds.ts";
import { type Metric, type Rule, signOf } from "./rule.ts";
import type { Place } from "./trial.ts";

/** What seeds say of one arm by one metric, in the metric's own direction. */
export interface Finding extends Place {
  readonly metric: string;
  /** Of generator and prior together. */
  readonly parameters: number;
  /** Mean over seeds; null without any. */
  readonly mean: number | null;
  /** Sample standard deviation; null for fewer than two seeds. */
  readonly deviation: number | null;
  /** Seeds with a value. */
  readonly seeds: number;
  readonly failed: number;
  /** One-sided bound of the mean, on the side that was tested; null for fewer than two seeds. */
  readonly bound: number | null;
  /**
   * The same after longer training; null where it is not known, undefined where
   * there was none.
   */
  readonly longer?: number | null;
  /** Whether longer training alone keeps the test from coming out. */
  readonly isForLonger?: boolean;
  /** The aim by this metric. */
  readonly epsilon: number;
  /** Whether the test came out: reaches, or misses. */
  readonly shown: boolean;
}

/**
 * Whether an arm reaches the aim: by every metric the bound of its mean on the
 * bad side is no worse than ε, and no training of it failed.
 */
export function testReaches(
  arm: Arm,
  aim: Aim,
  { rule, alpha }: { readonly rule: Rule; readonly alpha: number },
): Finding[] {
  return rule.metrics.map((metric) => {
    const bounds = boundsOf(lossesOf(arm, metric), alpha);
    const limit = limitOf(metric, aim);
    const shown = bounds.high <= limit && scatters(bounds) && arm.failed === 0;
    return finding(arm, metric, { bounds, bound: bounds.high, limit, shown });
  });
}

/**
 * Whether seeds differ at all: equal values tell nothing of how others would
 * come out, whatever a bound without width says.
 */
function scatters({ deviation }: Bounds): boolean {
  return deviation > 0;
}

function limitOf(metric: Metric, { epsilon }: Aim): number {
  return signOf(metric) * epsilon[metric.name]!;
}

/**
 * The baseline from its smallest size upward: each is shown to miss the aim by
 * every metric while the bound of its mean on the good side is worse than ε, and
 * what `longer` says of longer training; the first that is not stops the
 * sequence, so that testing many sizes costs no more than testing one. Failed
 * trainings are left out, in the baseline's favour.
 *
 * Source: a fixed sequence, Maurer, Hothorn and Lehmacher 1995; hypotheses about
 * several metrics by intersection and union, Berger 1982.
 *
 * @param sizes All sizes of the baseline, smaller generators first
 * @param arms Of the seeds that are tested; a size without two of them stops
 * @param options `longer`: lower bound of the mean loss after longer training
 * @returns Findings of the sizes looked at, and the size that stopped, if any
 */
export function testBaseline(
  sizes: readonly Arm[],
  arms: readonly Arm[],
  { aim, rule, alpha, longer }: {
    readonly aim: Aim;
    readonly rule: Rule;
    readonly alpha: number;
    readonly longer?:
      | ((size: Arm, metric: Metric) => number | undefined)
      | undefined;
  },
): { readonly findings: readonly Finding[]; readonly stop: Arm | undefined } {
  const findings: Finding[] = [];
  for (const size of ofLatent(sizes, rule.baseline)) {
    const arm = armAt(arms, size);
    if (arm === undefined) return { findings, stop: size };
    const own = rule.metrics.map((metric) => {
      const bounds = boundsOf(lossesOf(arm, metric), alpha);
      const limit = limitOf(metric, aim);
      const further = longer?.(size, metric);
      const isMissed = bounds.low > limit && scatters(bounds);
      const isForLonger = isMissed && further !== undefined && further <= limit;
      const shown = isMissed && !isForLonger;
      return {
        ...finding(arm, metric, { bounds, bound: bounds.low, limit, shown }),
        ...further === undefined
          ? {}
          : { longer: finite(signOf(metric) * further), isForLonger },
      };
    });
    findings.push(...own);
    if (!own.every(({ shown }) => shown)) return { findings, stop: size };
  }
  return { findings, stop: undefined };
}

function finding(
  { latent, size, parameters, failed }: Arm,
  metric: Metric,
  { bounds, bound, limit, shown }: {
    readonly bounds: Bounds;
    readonly bound: number;
    readonly limit: number;
    readonly shown: boolean;
  },
): Finding {
  const sign = signOf(metric);
  return {
    latent,
    size,
    parameters,
    failed,
    metric: metric.name,
    mean: finite(sign * bounds.mean),
    deviation: finite(bounds.deviation),
    seeds: bounds.count,
    bound: finite(sign * bound),
    epsilon: sign * limit,
    shown,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
