import type { Interval } from "./bootstrap.ts";

/** 97.5 % point of the standard normal law. */
const Z975 = 1.959963984540054;

/**
 * Mean of many values with a normal 95 % interval; without one (low and high
 * equal the value) for a single value.
 *
 * @param values At least one
 * @throws {RangeError} when there are none
 *
 * @example
 * ```ts
 * import { meanInterval } from "./mean_interval.ts";
 *
 * const { value, low, high } = meanInterval([1, 3]);
 * console.assert(value === 2);
 * console.assert(Math.abs(high - 2 - 1.96) < 1e-4 && low === 4 - high);
 * ```
 */
export function meanInterval(values: ArrayLike<number>): Interval {
  const count = values.length;
  if (count === 0) {
    throw new RangeError("Cannot take a mean: expected values, got none");
  }
  const all = Float64Array.from(values);
  const value = all.reduce((sum, each) => sum + each, 0) / count;
  if (count === 1) return { value, low: value, high: value };
  const square = all.reduce((sum, each) => sum + (each - value) ** 2, 0);
  const half = Z975 * Math.sqrt(square / (count - 1) / count);
  return { value, low: value - half, high: value + half };
}
