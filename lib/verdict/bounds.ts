import { spread } from "../stats/spread.ts";
import { tQuantile } from "../stats/t_quantile.ts";

/** A mean with its one-sided bounds. */
export interface Bounds {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation; NaN for fewer than two values. */
  readonly deviation: number;
  /** Below the mean of all, but for the chance `alpha`. */
  readonly low: number;
  /** Above it, but for the chance `alpha`. */
  readonly high: number;
}

/**
 * Mean of replications with a lower and an upper bound, each of Student's law
 * at level `alpha`; infinite for fewer than two values.
 *
 * @example
 * ```ts
 * import { boundsOf } from "./bounds.ts";
 *
 * const { mean, high } = boundsOf([1, 2, 3], 0.05);
 * console.assert(mean === 2 && Math.abs(high - 3.6859) < 1e-3);
 * ```
 */
export function boundsOf(values: readonly number[], alpha: number): Bounds {
  if (values.length === 0) {
    const [low, high] = [-Infinity, Infinity];
    return { count: 0, mean: NaN, deviation: NaN, low, high };
  }
  const { count, mean, sd: deviation = NaN } = spread(values);
  const half = count < 2
    ? Infinity
    : tQuantile(1 - alpha, count - 1) * deviation / Math.sqrt(count);
  return { count, mean, deviation, low: mean - half, high: mean + half };
}
