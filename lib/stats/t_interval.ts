import type { Interval } from "./bootstrap.ts";

/** 97.5 % points of Student's t by degrees of freedom, 1 … 30. */
const T975 = [
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
  2.201,
  2.179,
  2.16,
  2.145,
  2.131,
  2.12,
  2.11,
  2.101,
  2.093,
  2.086,
  2.08,
  2.074,
  2.069,
  2.064,
  2.06,
  2.056,
  2.052,
  2.048,
  2.045,
  2.042,
];

/**
 * Mean of a few replications with Student's 95 % interval; without an interval
 * (low and high equal the value) for one.
 *
 * Source: Student 1908.
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
