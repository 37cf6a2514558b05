/**
 * Quantile of numbers, linear between order statistics (type 7). Infinite
 * values are values like others.
 *
 * Source: Hyndman and Fan 1996.
 *
 * @param values In any order, at least one
 * @param share In [0, 1]
 * @throws {RangeError} when there are no numbers, one is NaN, the share is
 * outside [0, 1], or the quantile lies between −∞ and ∞
 *
 * @example
 * ```ts
 * import { quantile } from "./quantile.ts";
 *
 * console.assert(quantile([4, 1, 3, 2], 0.5) === 2.5);
 * console.assert(quantile([1, 2, Infinity], 1) === Infinity);
 * ```
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(
      `Cannot take a quantile: expected a share in [0, 1], got ${share}`,
    );
  }
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) {
    throw new RangeError("Cannot take a quantile of no numbers");
  }
  // NaN sorts last.
  if (Number.isNaN(sorted.at(-1))) {
    const at = Array.prototype.findIndex.call(values, Number.isNaN);
    throw new RangeError(
      `Cannot take a quantile: expected numbers, got NaN at ${at}`,
    );
  }
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  if (low === high) return low;
  const part = at - Math.floor(at);
  const value = Number.isFinite(high - low)
    ? low + part * (high - low)
    : (1 - part) * low + part * high;
  if (!Number.isNaN(value)) return value;
  throw new RangeError(
    `Cannot take a quantile: ${share} lies between ${low} and ${high}`,
  );
}
