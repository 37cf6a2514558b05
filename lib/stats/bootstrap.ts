import { quantile } from "./quantile.ts";
import { random } from "./random.ts";
import { requireFinite } from "./rows.ts";

/** A value with an interval. */
export interface Interval {
  /** The statistic of the data itself. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/**
 * Percentile bootstrap interval of a statistic of rows.
 *
 * Source: Efron and Tibshirani 1993, section 13.3.
 *
 * @param count Number of rows, at least one
 * @param statistic Of the rows with these indices
 * @param options `resamples`, default 1000; `level`, default 0.95
 * @throws {RangeError} when there are no rows, or the statistic is NaN
 *
 * @example
 * ```ts
 * import { bootstrap } from "./bootstrap.ts";
 *
 * const values = [2, 4, 6, 8];
 * const largest = (rows: Int32Array) => Math.max(...rows.map((i) => values[i]!));
 * const { value, low, high } = bootstrap(values.length, largest);
 * console.assert(value === 8 && low < high && high === 8);
 * ```
 */
export function bootstrap(
  count: number,
  statistic: (rows: Int32Array) => number,
  options: {
    readonly resamples?: number;
    readonly level?: number;
    readonly seed?: bigint;
  } = {},
): Interval {
  const { resamples = 1000, level = 0.95, seed = 0n } = options;
  if (!(count >= 1)) {
    throw new RangeError(`Cannot resample rows: expected some, got ${count}`);
  }
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const value = statistic(all);
  if (Number.isNaN(value)) {
    throw new RangeError("Cannot resample rows: the statistic of all is NaN");
  }
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    const rows = random(seed, "bootstrap", r).integers(
      new Int32Array(count),
      count,
    );
    values[r] = statistic(rows);
  }
  return {
    value,
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
  };
}

/**
 * Percentile bootstrap interval of a mean.
 *
 * @throws {RangeError} when there are no values, or one is not finite
 *
 * @example
 * ```ts
 * import { bootstrapMean } from "./bootstrap.ts";
 *
 * const { value, low, high } = bootstrapMean([1, 2, 3, 4, 5]);
 * console.assert(value === 3 && low < 3 && high > 3);
 * ```
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  options: Parameters<typeof bootstrap>[2] = {},
): Interval {
  requireFinite({ data: values, dim: 1 }, {
    task: "take a mean",
    name: "values",
  });
  return bootstrap(values.length, (rows) => {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
    return sum / rows.length;
  }, options);
}
