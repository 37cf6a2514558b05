import * as tf from "@tensorflow/tfjs-core";
import { normalized, scaled } from "./_normalized.ts";
import { imageOf, layer, misfit } from "./layer.ts";

/** Normalises groups of channels of each image. */
export interface GroupNorm {
  /** Which layer this is. */
  readonly type: "groupNorm";
  /** Number of groups, a divisor of the channels. */
  readonly groups: number;
}

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
