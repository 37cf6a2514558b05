import type { Interval } from "./bootstrap.ts";

/** 97.5 % point of the standard normal law. */
const Z = 1.959963984540054;

/**
 * A share with Wilson's 95 % interval, which stays in [0, 1] and does not
 * shrink to a point where all or none succeed.
 *
 * Source: Wilson 1927.
 *
 * @param hits Successes, in [0, count]
 * @param count Trials, at least one
 * @throws {RangeError} when they are not
 *
 * @example
 * ```ts
 * import { wilson } from "./wilson.ts";
 *
 * const { value, low, high } = wilson(0, 1);
 * console.assert(value === 0 && low === 0 && Math.abs(high - 0.7935) < 1e-4);
 * ```
 */
export function wilson(hits: number, count: number): Interval {
  if (!(count >= 1 && hits >= 0 && hits <= count)) {
    throw new RangeError(
      `Cannot take a share: expected hits in [0, ${count}] of at least one trial, got ${hits}`,
    );
  }
  const value = hits / count;
  const weight = Z ** 2 / count;
  const centre = (value + weight / 2) / (1 + weight);
  const half = Z / (1 + weight) *
    Math.sqrt(value * (1 - value) / count + weight / (4 * count));
  // At the ends centre and half are equal but for rounding.
  return {
    value,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === count ? 1 : Math.min(1, centre + half),
  };
}
