/**
 * Quantile of numbers, linear between order statistics (type 7).
 *
 * Source: Hyndman and Fan 1996.
 *
 * @param values In any order, at least one
 * @param share In [0, 1]
 * @throws {RangeError} when there are no numbers
 *
 * @example
 * ```ts
 * import { quantile } from "./quantile.ts";
 *
 * console.assert(quantile([4, 1, 3, 2], 0.5) === 2.5);
 * ```
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) {
    throw new RangeError("Cannot take a quantile of no numbers");
  }
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
