import * as tf from "@tensorflow/tfjs-core";
import { VARIANCE_EPSILON } from "../functions/epsilon.ts";
import { layer } from "./layer.ts";

/** Divides each vector by its root mean square. */
export interface RmsNorm {
  /** Which layer this is. */
  readonly type: "rmsNorm";
}

/** Over the last axis; a gain and no offset. */
export const rmsNorm = layer<RmsNorm>({
  type: "rmsNorm",
  source: "Zhang and Sennrich, Root Mean Square Layer Normalization, 2019",
  apply(cx, x) {
    const square = tf.mean(tf.square(x), -1, true);
    const normal = tf.mul(x, tf.rsqrt(tf.add(square, VARIANCE_EPSILON)));
    return tf.mul(normal, cx.param("gamma", [x.shape.at(-1)!], 1));
  },
});
