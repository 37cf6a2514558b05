import type { Interval } from "./interval.ts";

/** 97.5 % point of the standard normal law. */
const Z975 = 1.959963984540054;

/**
 * A share with Wilson's 95 % score interval, which stays inside [0, 1] and has
 * a width also where all or none were hits.
 *
 * Source: Wilson, "Probable inference", JASA 1927.
 *
 * @param hits Number of hits, in [0, count]
 * @param count Number of trials, at least 1
 * @throws {RangeError} when there is no such share
 *
 * @example
 * ```ts
 * import { wilson } from "./wilson.ts";
 *
 * const { value, low, high } = wilson(8, 10);
 * console.assert(value === 0.8 && low > 0.49 && low < 0.491);
 * console.assert(high > 0.943 && high < 0.944);
 * ```
 */
export function wilson(hits: number, count: number): Interval {
  if (!(count >= 1 && hits >= 0 && hits <= count)) {
    throw new RangeError(
      `Cannot take a share: expected hits in [0, ${count}] of at least one trial, got ${hits}`,
    );
  }
  const value = hits / count;
  const square = Z975 * Z975 / count;
  const centre = (value + square / 2) / (1 + square);
  const half = Z975 / (1 + square) *
    Math.sqrt((value * (1 - value) + square / 4) / count);
  // Where all or none were hits, centre and half agree but for rounding.
  return {
    value,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === count ? 1 : Math.min(1, centre + half),
  };
}
