import * as tf from "@tensorflow/tfjs-core";
import { VARIANCE_EPSILON } from "../functions/epsilon.ts";
import type { Cx } from "./layer.ts";

/** Mean 0 and variance 1 along axes. */
export function normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, VARIANCE_EPSILON)));
}

/** By `gamma` and `beta` along the last axis. */
export function scaled(cx: Cx, x: tf.Tensor): tf.Tensor {
  const shape = [x.shape.at(-1)!];
  return tf.add(
    tf.mul(x, cx.param("gamma", shape, 1)),
    cx.param("beta", shape),
  );
}
