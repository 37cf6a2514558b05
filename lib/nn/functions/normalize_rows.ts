import * as tf from "@tensorflow/tfjs-core";
import { NORM_EPSILON } from "./epsilon.ts";

/**
 * Rows divided by their Euclidean length.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { normalizeRows } from "./normalize_rows.ts";
 *
 * await useEngine("cpu");
 * const [x, y] = normalizeRows(tf.tensor2d([[3, 4]])).dataSync();
 * console.assert(Math.abs(x! - 0.6) < 1e-6 && Math.abs(y! - 0.8) < 1e-6);
 * ```
 */
export function normalizeRows(x: tf.Tensor): tf.Tensor {
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(x), -1, true), NORM_EPSILON));
  return tf.div(x, norm);
}
