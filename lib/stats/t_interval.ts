import type { Interval } from "./bootstrap.ts";

/** 97.5 % points of Student's t by degrees of freedom, 1 … 30. */
const T975 = [
  12.706205,
  4.302653,
  3.182446,
  2.776445,
  2.570582,
  2.446912,
  2.364624,
  2.306004,
  2.262157,
  2.228139,
  2.200985,
  2.178813,
  2.160369,
  2.144787,
  2.131450,
  2.119905,
  2.109816,
  2.100922,
  2.093024,
  2.085963,
  2.079614,
  2.073873,
  2.068658,
  2.063899,
  2.059539,
  2.055529,
  2.051831,
  2.048407,
  2.045230,
  2.042272,
];

/**
 * Mean of a few replications with Student's 95 % interval; without an interval
 * (low and high equal the value) for one.
 *
 * Source: Student 1908.
 *
 * @example
 * ```ts
 * import { tInterval } from "./t_interval.ts";
 *
 * const { value, low, high } = tInterval([1, 2, 3]);
 * console.assert(value === 2 && low < 0 && high > 4);
 * ```
 */
export function tInterval(values: readonly number[]): Interval {
  const count = values.length;
  const value = values.reduce((sum, v) => sum + v, 0) / count;
  if (count < 2) return { value, low: value, high: value };
  const square = values.reduce((sum, v) => sum + (v - value) ** 2, 0);
  const error = Math.sqrt(square / (count - 1) / count);
  const half = (T975[count - 2] ?? 1.96) * error;
  return { value, low: value - half, high: value + half };
}
