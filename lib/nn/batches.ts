import { type NdArray, ndarray } from "../tensor/array.ts";
import type { Random } from "../stats/random.ts";

/** Rows drawn with replacement. */
export function drawRows(
  random: Random,
  options: { readonly count: number; readonly from: number },
): Int32Array {
  return random.integers(new Int32Array(options.count), options.from);
}

/** Copies rows of a row-major array, whatever a row is. */
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

/** Copies images by index into an array `[count, height, width, channels]`. */
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
