import * as tf from "@tensorflow/tfjs-core";

/**
 * Kullback–Leibler divergence of normal laws from the standard one, in nats:
 * summed over coordinates, mean over rows.
 *
 * Source: Kingma and Welling, "Auto-encoding variational Bayes", ICLR 2014,
 * appendix B.
 *
 * @param mean `[batch, dim]`
 * @param logVariance `[batch, dim]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { gaussianDivergence } from "./gaussian_divergence.ts";
 *
 * await useEngine("cpu");
 * const nats = gaussianDivergence(tf.tensor2d([[2]]), tf.tensor2d([[0]]));
 * console.assert(nats.dataSync()[0] === 2);
 * ```
 */
export function gaussianDivergence(
  mean: tf.Tensor,
  logVariance: tf.Tensor,
): tf.Scalar {
  const each = tf.sub(
    tf.add(tf.square(mean), tf.exp(logVariance)),
    tf.add(logVariance, 1),
  );
  return tf.mul(0.5, tf.mean(tf.sum(each, -1)));
}
