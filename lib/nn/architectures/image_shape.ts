/** Image shape `[height, width, channels]`; the extents equal and 4·2^k. */
export type ImageShape = readonly [number, number, number];

/** Number of doublings between 4×4 and the image. */
export function doublings([height, width]: ImageShape): number {
  const count = Math.log2(height / 4);
  if (height !== width || !Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot build a network: expected square images of 8, 16, 32, 64, … pixels, got ${height}×${width}`,
    );
  }
  return count;
}
