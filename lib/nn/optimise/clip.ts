import * as tf from "@tensorflow/tfjs-core";
import { stateless, type Transform } from "./transform.ts";

/**
 * Shortens all gradients together to a length of at most `limit`.
 *
 * Source: Pascanu et al., "On the difficulty of training recurrent neural
 * networks", ICML 2013, algorithm 1.
 */
export function clip(limit: number): Transform {
  return stateless(({ direction, factor }) => {
    const squares = Object.values(direction).map((each) =>
      tf.sum(tf.square(each))
    );
    const length = tf.mul(
      tf.sqrt(squares.reduce((a, b) => tf.add(a, b))),
      typeof factor === "number" ? Math.abs(factor) : tf.abs(factor),
    );
    const share = tf.minimum(1, tf.div(limit, tf.add(length, 1e-6)));
    return { direction, factor: tf.mul(factor, share) };
  });
}
