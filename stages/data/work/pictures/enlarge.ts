import type { RawPicture } from "./_read_bmp.ts";

/** Lobes of the filter on each side, pixels of the smaller picture. */
const LOBES = 3;

/** Which pixels make one of a longer line: the first, and the weight of each. */
interface Taps {
  readonly from: number;
  readonly weights: Float64Array;
}

/** Part of an enlarged picture, in its pixels. */
export interface Window {
  /** Width and height of the enlarged picture, no smaller than the picture's. */
  readonly whole: readonly [width: number, height: number];
  /** Left and upper edge of the part. */
  readonly start: readonly [x: number, y: number];
  /** Width and height of the part. */
  readonly size: readonly [width: number, height: number];
}

/**
 * Part of an enlarged picture, `[height, width, channels]`: Lanczos with three
 * lobes, one axis after the other, pixels centred at halves, weights that fall
 * outside of the picture shared among the others.
 *
 * Source: Pillow's `resize` with `LANCZOS`; nothing is rounded or clipped between
 * the axes. libvips enlarges by another filter, half a pixel off.
 */
export function enlarge(
  { data, width, height, channels }: RawPicture,
  { whole, start, size }: Window,
): Uint8Array {
  const across = tapsOf(width, whole[0], { start: start[0], count: size[0] });
  const down = tapsOf(height, whole[1], { start: start[1], count: size[1] });
  const top = down[0]!.from;
  const bottom = down.at(-1)!.from + down.at(-1)!.weights.length;
  const row = size[0] * channels;
  const wide = new Float64Array((bottom - top) * row);
  for (let y = top; y < bottom; y++) {
    for (const [x, { from, weights }] of across.entries()) {
      const at = (y * width + from) * channels;
      const to = (y - top) * row + x * channels;
      for (const [i, weight] of weights.entries()) {
        for (let c = 0; c < channels; c++) {
          wide[to + c]! += weight * data[at + i * channels + c]!;
        }
      }
    }
  }
  const enlarged = new Uint8ClampedArray(size[1] * row);
  const line = new Float64Array(row);
  for (const [y, { from, weights }] of down.entries()) {
    line.fill(0);
    for (const [i, weight] of weights.entries()) {
      const at = (from - top + i) * row;
      for (let x = 0; x < row; x++) line[x]! += weight * wide[at + x]!;
    }
    enlarged.set(line, y * row);
  }
  return new Uint8Array(enlarged.buffer);
}

function tapsOf(
  from: number,
  to: number,
  { start, count }: { readonly start: number; readonly count: number },
): Taps[] {
  return Array.from({ length: count }, (_, i) => {
    const centre = (start + i + 0.5) * from / to;
    const first = Math.max(0, Math.floor(centre - LOBES + 0.5));
    const end = Math.min(from, Math.floor(centre + LOBES + 0.5));
    const weights = Float64Array.from(
      { length: end - first },
      (_, k) => lanczos(first + k + 0.5 - centre),
    );
    const sum = weights.reduce((a, b) => a + b);
    return { from: first, weights: weights.map((weight) => weight / sum) };
  });
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / angle ** 2;
}
