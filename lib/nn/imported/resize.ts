import * as tf from "@tensorflow/tfjs-core";

/**
 * Weights that resample a row of pixels: linear between the middles of pixels,
 * over a triangle as wide as `from / to` pixels where the row shrinks, so that
 * nothing is skipped. At the ends the rest of the triangle counts in full.
 *
 * Source: Pillow's `BILINEAR` (libImaging/Resample.c), which PyTorch's
 * `interpolate` with `antialias` follows.
 *
 * @param from Pixels of the row
 * @param to Pixels wanted
 * @returns `[to, from]`, each row of which sums to one
 *
 * @example
 * ```ts
 * import { resizeMatrix } from "./resize.ts";
 *
 * console.assert(resizeMatrix(4, 2).join() === [3, 3, 1, 0, 0, 1, 3, 3]
 *   .map((weight) => Math.fround(weight / 7)).join());
 * ```
 */
export function resizeMatrix(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  const reach = Math.max(1, from / to);
  for (let i = 0; i < to; i++) {
    const middle = (i + 0.5) * from / to;
    const triangle = Array.from(
      { length: from },
      (_, j) => Math.max(0, 1 - Math.abs(j + 0.5 - middle) / reach),
    );
    const sum = triangle.reduce((all, weight) => all + weight, 0);
    weights.set(triangle.map((weight) => weight / sum), i * from);
  }
  return weights;
}

/**
 * Resamples images as {@linkcode resizeMatrix} says, without rounding.
 *
 * @param x `[batch, height, width, channels]`
 * @param to Height and width wanted
 * @returns `[batch, …to, channels]`
 */
export function resizeImages(
  x: tf.Tensor4D,
  [rows, columns]: readonly [number, number],
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (rows === height && columns === width) return x;
  // With channels last, pixels and channels of a row are one axis.
  const wide = tf.matMul(
    tf.reshape(x, [batch * height, width * channels]),
    tf.tensor2d(
      eachChannel(resizeMatrix(width, columns), { from: width, channels }),
      [width * channels, columns * channels],
    ),
  );
  const tall = tf.matMul(
    tf.tensor3d(resizeMatrix(height, rows), [1, rows, height]),
    tf.reshape(wide, [batch, height, columns * channels]),
  );
  return tf.reshape(tall, [batch, rows, columns, channels]);
}

/** `[to, from]` as `[from · channels, to · channels]`, each channel by itself. */
function eachChannel(
  weights: Float32Array,
  { from, channels }: { readonly from: number; readonly channels: number },
): Float32Array {
  const to = weights.length / from;
  const apart = new Float32Array(weights.length * channels ** 2);
  for (let i = 0; i < to; i++) {
    for (let j = 0; j < from; j++) {
      for (let c = 0; c < channels; c++) {
        apart[(j * channels + c) * to * channels + i * channels + c] =
          weights[i * from + j]!;
      }
    }
  }
  return apart;
}
