import * as tf from "@tensorflow/tfjs-core";
import { layer, sequenceOf, vectorOf } from "./layer.ts";

/** Adds to each vector of a sequence where it stands. */
export interface Position {
  /** Which layer this is. */
  readonly type: "position";
  /** Trained, or sines and cosines of ever longer waves. */
  readonly of: "learned" | "sine";
}

/** A number as sines and cosines of ever longer waves. */
export interface Waves {
  /** Which layer this is. */
  readonly type: "waves";
  /** Length of the result, even. */
  readonly dim: number;
  /** What the number is multiplied by first. Default 1000, for times in [0, 1]. */
  readonly scale?: number;
}

/** The longest wave is 2π times this. */
const LONGEST = 10_000;

/** Parameter `table`, `[length, dim]`, when learned. */
export const position = layer<Position>({
  type: "position",
  source: "Vaswani et al., Attention is all you need, 2017, section 3.5",
  apply(cx, x, { of }) {
    const [length, dim] = sequenceOf("position", x);
    if (of === "learned") {
      return tf.add(x, cx.param("table", [length, dim], { deviation: 0.02 }));
    }
    const places = Array.from({ length }, (_, place) => place);
    return tf.add(x, wavesOf(tf.tensor2d(places, [length, 1]), dim));
  },
});

/** Of `[batch, 1]`: sines, then cosines. */
export const waves = layer<Waves>({
  type: "waves",
  source:
    "Ho et al., Denoising diffusion probabilistic models, 2020, appendix B",
  apply(_, x, { dim, scale = 1000 }) {
    vectorOf("waves", x);
    return wavesOf(tf.mul(x, scale), dim);
  },
});

/** Sines, then cosines, of `[rows, 1]`. */
function wavesOf(x: tf.Tensor, dim: number): tf.Tensor {
  const half = dim / 2;
  const rates = Float32Array.from(
    { length: half },
    (_, i) => LONGEST ** (-i / half),
  );
  const angles = tf.mul(x, tf.tensor2d(rates, [1, half]));
  return tf.concat([tf.sin(angles), tf.cos(angles)], 1);
}
