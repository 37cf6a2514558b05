import { random } from "./random.ts";
import { requireFinite } from "./rows.ts";

/** Values of some rows of a set. */
export interface RowValues {
  /** Indices of the rows, each in [0, count) of the set. */
  readonly rows: Int32Array;
  /** One value a row. */
  readonly values: Float32Array | Float64Array;
}

/**
 * Means of several lists of values over rows of one set, when the set is drawn
 * anew: all lists see the same draw, so that what they share shows in the
 * covariance of their means. A draw weights every row by an exponential
 * number, which leaves no list empty. Deviations are widened by
 * √((n + 1) / (n − 1)) for n rows, with which the variance of a mean is s² / n,
 * without bias.
 *
 * Source: Rubin, "The Bayesian bootstrap", 1981.
 *
 * @param lists Values of rows, at least one row each
 * @param options `count` rows of the set; `resamples`; `seed`; `name` of the
 * set: sets of different names are drawn independently
 * @returns One array a list, with one mean a resample
 * @throws {RangeError} when a list is empty, has rows outside the set, or a
 * value that is not finite
 *
 * @example
 * ```ts
 * import { resampledMeans } from "./resampled_means.ts";
 *
 * const rows = Int32Array.of(0, 1, 2);
 * const list = { rows, values: Float64Array.of(1, 2, 4) };
 * const options = { count: 3, resamples: 5, seed: 1n, name: "a" };
 * const [a, b] = resampledMeans([list, list], options);
 * console.assert(a!.length === 5 && a!.every((mean, r) => mean === b![r]));
 * ```
 */
export function resampledMeans(
  lists: readonly RowValues[],
  options: {
    readonly count: number;
    readonly resamples: number;
    readonly seed: bigint;
    readonly name: string;
  },
): Float64Array[] {
  const { count, resamples, seed, name } = options;
  lists.forEach((list, i) => requireRows(list, count, `list ${i}`));
  const means = lists.map(() => new Float64Array(resamples));
  const weights = new Float64Array(count);
  for (let r = 0; r < resamples; r++) {
    const words = random(seed, "resamples", name, r).words(
      new Uint32Array(count),
    );
    for (let i = 0; i < count; i++) {
      weights[i] = -Math.log((words[i]! + 0.5) / 4294967296);
    }
    lists.forEach((list, i) => means[i]![r] = weightedMean(list, weights));
  }
  lists.forEach((list, i) => widen(means[i]!, list));
  return means;
}

function widen(means: Float64Array, { values }: RowValues): void {
  const count = values.length;
  if (count < 2) return;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[i]! / count;
  const by = Math.sqrt((count + 1) / (count - 1));
  for (let r = 0; r < means.length; r++) {
    means[r] = mean + by * (means[r]! - mean);
  }
}

function weightedMean(
  { rows, values }: RowValues,
  weights: Float64Array,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const weight = weights[rows[i]!]!;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}

function requireRows(
  { rows, values }: RowValues,
  count: number,
  name: string,
): void {
  const isWhole = rows.length > 0 && rows.length === values.length &&
    rows.every((row) => row >= 0 && row < count);
  if (!isWhole) {
    throw new RangeError(
      `Cannot resample means: expected one value for each of some rows below ${count} in ${name}, got ${values.length} values and ${rows.length} rows`,
    );
  }
  requireFinite({ data: values, dim: 1 }, { task: "resample means", name });
}
