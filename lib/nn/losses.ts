import * as tf from "@tensorflow/tfjs-core";

/**
 * Mean squared difference over all elements.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { meanSquaredError } from "./losses.ts";
 *
 * await useEngine("cpu");
 * const loss = meanSquaredError(tf.tensor1d([0, 1]), tf.tensor1d([0, 3]));
 * console.assert(loss.dataSync()[0] === 2);
 * ```
 */
export function meanSquaredError(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(a, b));
}

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
 * import { useEngine } from "../tensor/mod.ts";
 * import { crossEntropy } from "./losses.ts";
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
 * import { useEngine } from "../tensor/mod.ts";
 * import { ntXent } from "./losses.ts";
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

/**
 * Rows divided by their Euclidean length.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { normalizeRows } from "./losses.ts";
 *
 * await useEngine("cpu");
 * const [x, y] = normalizeRows(tf.tensor2d([[3, 4]])).dataSync();
 * console.assert(Math.abs(x! - 0.6) < 1e-6 && Math.abs(y! - 0.8) < 1e-6);
 * ```
 */
export function normalizeRows(x: tf.Tensor): tf.Tensor {
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12));
  return tf.div(x, norm);
}
