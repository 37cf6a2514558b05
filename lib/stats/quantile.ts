/**
 * Quantile of numbers, linear between order statistics (type 7).
 *
 * Source: Hyndman and Fan 1996.
 *
 * @param share In [0, 1]
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
