import { type NdArray, ndarray } from "../../tensor/array.ts";
import { type Random, random } from "../../stats/random.ts";

/**
 * Rows drawn with replacement.
 *
 * @example
 * ```ts
 * import { random } from "../../stats/random.ts";
 * import { drawRows } from "./batches.ts";
 *
 * const rows = drawRows(random(1n, "batch", 0), { count: 64, from: 10 });
 * console.assert(rows.length === 64 && rows.every((row) => row < 10));
 * ```
 */
export function drawRows(
  random: Random,
  options: { readonly count: number; readonly from: number },
): Int32Array {
  return random.integers(new Int32Array(options.count), options.from);
}

/**
 * Rows of images that each step of a training draws, by the step.
 *
 * @example
 * ```ts
 * import { imageRows } from "./batches.ts";
 *
 * const rows = imageRows(1n, { count: 64, from: 10 });
 * console.assert(rows(3).join() === rows(3).join());
 * ```
 */
export function imageRows(
  seed: bigint,
  options: { readonly count: number; readonly from: number },
): (index: number) => Int32Array {
  return (index) => drawRows(random(seed, "images", index), options);
}

/**
 * Copies rows of a row-major array, whatever a row is.
 *
 * @example
 * ```ts
 * import { takeRows } from "./batches.ts";
 *
 * const pairs = Int32Array.of(1, 2, 3, 4, 5, 6);
 * console.assert(takeRows(pairs, [2, 0], 2).join() === "5,6,1,2");
 * ```
 */
export function takeRows<T extends Float32Array | Uint8Array | Int32Array>(
  data: T,
  rows: ArrayLike<number>,
  size: number,
): T {
  const out = new (data.constructor as { new (n: number): T })(
    rows.length * size,
  );
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * size;
    out.set(data.subarray(at, at + size) as never, i * size);
  }
  return out;
}

/** Pixels of images as an array `[count, height, width, channels]`; no copy. */
export function pixelsOf(
  { pixels, shape }: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
): NdArray<"uint8"> {
  return ndarray(pixels, shape);
}

/**
 * Copies images by index into an array `[count, height, width, channels]`.
 *
 * @example
 * ```ts
 * import { imageBatch } from "./batches.ts";
 *
 * const set = { pixels: new Uint8Array(12), shape: [3, 2, 2, 1] } as const;
 * console.assert(imageBatch(set, [0, 2]).shape.join() === "2,2,2,1");
 * ```
 */
export function imageBatch(
  set: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
  rows: ArrayLike<number>,
): NdArray<"uint8"> {
  const [, height, width, channels] = set.shape;
  const data = takeRows(set.pixels, rows, height * width * channels);
  return ndarray(data, [rows.length, height, width, channels]);
}
