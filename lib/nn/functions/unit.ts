import * as tf from "@tensorflow/tfjs-core";
import { NORM_EPSILON } from "./epsilon.ts";

/** Of length 1. */
export function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.add(tf.sqrt(tf.sum(tf.square(x))), NORM_EPSILON));
}
