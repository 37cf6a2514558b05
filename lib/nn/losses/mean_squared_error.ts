import * as tf from "@tensorflow/tfjs-core";

/**
 * Mean squared difference over all elements.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { meanSquaredError } from "./mean_squared_error.ts";
 *
 * await useEngine("cpu");
 * const loss = meanSquaredError(tf.tensor1d([0, 1]), tf.tensor1d([0, 3]));
 * console.assert(loss.dataSync()[0] === 2);
 * ```
 */
export function meanSquaredError(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(a, b));
}
