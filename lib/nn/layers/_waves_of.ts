import * as tf from "@tensorflow/tfjs-core";

/** The longest wave is 2π times this. */
export const LONGEST = 10_000;

/** Sines, then cosines, of `[rows, 1]`. */
export function wavesOf(x: tf.Tensor, dim: number): tf.Tensor {
  const half = dim / 2;
  const rates = Float32Array.from(
    { length: half },
    (_, i) => LONGEST ** (-i / half),
  );
  const angles = tf.mul(x, tf.tensor2d(rates, [1, half]));
  return tf.concat([tf.sin(angles), tf.cos(angles)], 1);
}
