import * as tf from "@tensorflow/tfjs-core";

/**
 * Mean cross-entropy of logits against classes.
 *
 * @param logits `[batch, classes]`
 * @param labels Integers `[batch]`
 * @param smoothing Probability spread evenly over the classes, default 0
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { crossEntropy } from "./cross_entropy.ts";
 *
 * await useEngine("cpu");
 * const loss = crossEntropy(tf.zeros([1, 4]), tf.tensor1d([2], "int32"));
 * console.assert(Math.abs(loss.dataSync()[0]! - Math.log(4)) < 1e-6);
 * ```
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  smoothing = 0,
): tf.Scalar {
  const classes = logits.shape.at(-1)!;
  const hot = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), "float32");
  const target = smoothing === 0
    ? hot
    : tf.add(tf.mul(hot, 1 - smoothing), smoothing / classes);
  return tf.neg(
    tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1)),
  );
}
