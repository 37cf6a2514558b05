import * as tf from "@tensorflow/tfjs-core";
import { type Cx, imageOf, layer, misfit } from "./layer.ts";

/** Added to a variance or a mean square. */
const EPSILON = 1e-5;

/** Normalises each vector by its own mean and variance. */
export interface LayerNorm {
  /** Which layer this is. */
  readonly type: "layerNorm";
  /** Whether `gamma` and `beta` are trained. Default true. */
  readonly affine?: boolean;
}

/** Normalises groups of channels of each image. */
export interface GroupNorm {
  /** Which layer this is. */
  readonly type: "groupNorm";
  /** Number of groups, a divisor of the channels. */
  readonly groups: number;
}

/** Divides each vector by its root mean square. */
export interface RmsNorm {
  /** Which layer this is. */
  readonly type: "rmsNorm";
}

/** Over the last axis. */
export const layerNorm = layer<LayerNorm>({
  type: "layerNorm",
  source: "Ba et al., Layer Normalization, 2016",
  apply(cx, x, { affine = true }) {
    const normal = normalized(x, [x.rank - 1]);
    return affine ? scaled(cx, normal) : normal;
  },
});

/** Over pixels and the channels of a group. */
export const groupNorm = layer<GroupNorm>({
  type: "groupNorm",
  source: "Wu and He, Group Normalization, ECCV 2018",
  apply(cx, x, { groups }) {
    const [height, width, channels] = imageOf("groupNorm", x);
    if (channels % groups !== 0) {
      throw misfit("groupNorm", `a multiple of ${groups} channels`, [channels]);
    }
    const inGroups = tf.reshape(x, [
      x.shape[0]!,
      height * width,
      groups,
      channels / groups,
    ]);
    return scaled(cx, tf.reshape(normalized(inGroups, [1, 3]), x.shape));
  },
});

/** Over the last axis; a gain and no offset. */
export const rmsNorm = layer<RmsNorm>({
  type: "rmsNorm",
  source: "Zhang and Sennrich, Root Mean Square Layer Normalization, 2019",
  apply(cx, x) {
    const square = tf.mean(tf.square(x), -1, true);
    const normal = tf.mul(x, tf.rsqrt(tf.add(square, EPSILON)));
    return tf.mul(normal, cx.param("gamma", [x.shape.at(-1)!], 1));
  },
});

function normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
}

function scaled(cx: Cx, x: tf.Tensor): tf.Tensor {
  const shape = [x.shape.at(-1)!];
  return tf.add(
    tf.mul(x, cx.param("gamma", shape, 1)),
    cx.param("beta", shape),
  );
}
