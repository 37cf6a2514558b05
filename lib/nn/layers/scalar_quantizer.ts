import * as tf from "@tensorflow/tfjs-core";
import { stopGradient } from "../functions/stop_gradient.ts";
import { layer } from "./layer.ts";

/** Each number becomes one of a few, evenly spaced. */
export interface ScalarQuantizer {
  /** Which layer this is. */
  readonly type: "scalarQuantizer";
  /** How many for each number of a vector; odd. */
  readonly levels: readonly number[];
}

/** Rounds tanh of each number to its levels; gradients pass. No parameters. */
export const scalarQuantizer = layer<ScalarQuantizer>({
  type: "scalarQuantizer",
  source: "Mentzer et al., Finite scalar quantization, ICLR 2024",
  apply(_, x, { levels }) {
    const half = tf.tensor1d(levels.map((count) => (count - 1) / 2));
    const bounded = tf.mul(tf.tanh(x), half);
    const rounded = tf.add(
      bounded,
      stopGradient(tf.sub(tf.round(bounded), bounded)),
    );
    return tf.div(rounded, half);
  },
});
