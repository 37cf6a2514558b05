/** Pictures laid out in one. */
export interface Picture {
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 1 or 3. */
  readonly channels: number;
}

/**
 * Lays images out in rows, with a gap of one grey pixel between them.
 *
 * @param set `pixels` of `[count, height, width, channels]`
 * @param options `columns` images a row; `limit`: most images
 *
 * @example
 * ```ts
 * import { tileImages } from "./tile.ts";
 *
 * // Four white images of one pixel.
 * const set = { pixels: new Uint8Array(4).fill(255), shape: [4, 1, 1, 1] } as const;
 * const { pixels, width, height } = tileImages(set, { columns: 2, limit: 4 });
 * console.assert(width === 3 && height === 3);
 * console.assert(pixels[0] === 255 && pixels[1] === 128);
 * ```
 */
export function tileImages(
  set: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
  options: { readonly columns: number; readonly limit: number },
): Picture {
  const [all, high, wide, channels] = set.shape;
  const count = Math.min(all, options.limit);
  const columns = Math.min(options.columns, Math.max(1, count));
  const rows = Math.ceil(count / columns);
  const width = columns * (wide + 1) - 1;
  const height = rows * (high + 1) - 1;
  const pixels = new Uint8Array(width * height * channels).fill(128);
  const line = wide * channels;
  for (let i = 0; i < count; i++) {
    const top = Math.floor(i / columns) * (high + 1);
    const left = (i % columns) * (wide + 1);
    for (let y = 0; y < high; y++) {
      const from = (i * high + y) * line;
      pixels.set(
        set.pixels.subarray(from, from + line),
        ((top + y) * width + left) * channels,
      );
    }
  }
  return { pixels, width, height, channels };
}
