import type { Interval } from "./interval.ts";
import { requireFinite } from "./rows.ts";
import { tQuantile } from "./t_quantile.ts";

/**
 * Mean of a few replications with Student's 95 % interval; without an interval
 * (low and high equal the value) for one.
 *
 * Source: Student 1908.
 *
 * @param values At least one
 * @throws {RangeError} when there are none, or one is not finite
 *
 * @example
 * ```ts
 * import { tInterval } from "./t_interval.ts";
 *
 * const { value, low, high } = tInterval([1, 2, 3]);
 * console.assert(value === 2 && low < 0 && high > 4);
 * ```
 */
export function tInterval(values: ArrayLike<number>): Interval {
  const count = values.length;
  if (count === 0) throw new RangeError("Cannot take a mean of no numbers");
  requireFinite({ data: values, dim: 1 }, {
    task: "take a mean",
    name: "values",
  });
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  const value = sum / count;
  if (count < 2) return { value, low: value, high: value };
  let square = 0;
  for (let i = 0; i < count; i++) square += (values[i]! - value) ** 2;
  const half = tQuantile(0.975, count - 1) *
    Math.sqrt(square / (count - 1) / count);
  return { value, low: value - half, high: value + half };
}
