/**
 * Probability that a standard normal number exceeds `x`, to about 1e-14 of its
 * size.
 *
 * Source: Abramowitz and Stegun 1964, 26.2.11 near 0; 26.2.14, a continued
 * fraction, in the tails.
 *
 * @param x Any number, also infinite
 * @throws {RangeError} for NaN
 *
 * @example
 * ```ts
 * import { normalTail } from "./normal_tail.ts";
 *
 * console.assert(Math.abs(normalTail(1.959963984540054) - 0.025) < 1e-15);
 * ```
 */
export function normalTail(x: number): number {
  if (Number.isNaN(x)) {
    throw new RangeError(
      "Cannot take a tail of the normal law: expected a number, got NaN",
    );
  }
  if (x < 0) return 1 - normalTail(-x);
  if (x > 38) return 0;
  const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let k = 3; term > 1e-17 * sum; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = 120; k > 0; k--) fraction = x + k / fraction;
  return density / fraction;
}
