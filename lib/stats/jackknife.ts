/**
 * Standard error of a statistic by the jackknife, from what the statistic is
 * without each part in turn: a point, or one of equal groups of points. For
 * statistics of several samples the squares of their errors add.
 *
 * Source: Efron and Tibshirani 1993, equation 11.5.
 *
 * @param without The statistic without each part, at least two
 * @throws {RangeError} when there are fewer, or one is not finite
 *
 * @example
 * ```ts
 * import { jackknifeError } from "./jackknife.ts";
 *
 * // Means of 1, 2 and 6 without each: the error of the mean is √(7 / 3).
 * const error = jackknifeError([4, 3.5, 1.5]);
 * console.assert(Math.abs(error ** 2 - 7 / 3) < 1e-12);
 * ```
 */
export function jackknifeError(without: ArrayLike<number>): number {
  const parts = without.length;
  if (parts < 2) {
    throw new RangeError(
      `Cannot take a jackknife error: expected at least 2 parts, got ${parts}`,
    );
  }
  let mean = 0;
  for (let i = 0; i < parts; i++) mean += without[i]! / parts;
  let square = 0;
  for (let i = 0; i < parts; i++) square += (without[i]! - mean) ** 2;
  if (Number.isFinite(square)) return Math.sqrt(square * (parts - 1) / parts);
  const at = Array.prototype.findIndex.call(
    without,
    (value: number) => !Number.isFinite(value),
  );
  throw new RangeError(
    `Cannot take a jackknife error: expected finite numbers, got ${
      without[at]
    } at ${at}`,
  );
}
