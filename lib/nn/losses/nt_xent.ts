import * as tf from "@tensorflow/tfjs-core";
import { normalizeRows } from "../functions/normalize_rows.ts";

/**
 * Normalised temperature-scaled cross-entropy: each view must find its partner
 * among all other views of the batch.
 *
 * Source: Chen et al., "A simple framework for contrastive learning", ICML
 * 2020, equation 1.
 *
 * @param a Projections of the first views, `[n, dim]`
 * @param b Projections of the second views, `[n, dim]`
 * @param temperature Above 0
 * @returns Mean over the 2n views
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { ntXent } from "./nt_xent.ts";
 *
 * await useEngine("cpu");
 * const views = tf.tensor2d([[1, 0], [0, 1]]);
 * const loss = ntXent(views, views, 0.5);
 * // The partner at similarity 2, two others at 0.
 * const expected = Math.log(Math.exp(2) + 2) - 2;
 * console.assert(Math.abs(loss.dataSync()[0]! - expected) < 1e-5);
 * ```
 */
export function ntXent(
  a: tf.Tensor,
  b: tf.Tensor,
  temperature: number,
): tf.Scalar {
  const count = a.shape[0]!;
  const z = normalizeRows(tf.concat([a, b], 0));
  const similar = tf.div(
    tf.matMul(z as tf.Tensor2D, z as tf.Tensor2D, false, true),
    temperature,
  );
  const self = tf.eye(2 * count);
  const others = tf.sub(similar, tf.mul(self, 1e9));
  const partners = tf.concat([
    tf.concat([tf.zeros([count, count]), tf.eye(count)], 1),
    tf.concat([tf.eye(count), tf.zeros([count, count])], 1),
  ], 0);
  const positive = tf.sum(tf.mul(similar, partners), 1);
  const largest = tf.max(others, 1, true);
  const total = tf.log(tf.sum(tf.exp(tf.sub(others, largest)), 1));
  return tf.mean(
    tf.sub(tf.add(total, tf.squeeze(largest, [1])), positive),
  );
}
