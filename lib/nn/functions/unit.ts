import * as tf from "@tensorflow/tfjs-core";

/** Of length 1. */
export function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.add(tf.sqrt(tf.sum(tf.square(x))), 1e-12));
}
