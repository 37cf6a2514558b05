import * as tf from "@tensorflow/tfjs-core";
import { layer, misfit, sequenceOf } from "./layer.ts";

/** A sequence of square patches as the image that they make. */
export interface Unpatchify {
  /** Which layer this is. */
  readonly type: "unpatchify";
  /** Height and width of a patch. */
  readonly size: number;
  /** Patches of a column. */
  readonly rows: number;
  /** Patches of a row. */
  readonly columns: number;
}

/** The inverse of `patchify`. */
export const unpatchify = layer<Unpatchify>({
  type: "unpatchify",
  apply(_, x, { size, rows, columns }) {
    const [length, dim] = sequenceOf("unpatchify", x);
    const channels = dim / size ** 2;
    if (length !== rows * columns || !Number.isInteger(channels)) {
      throw misfit(
        "unpatchify",
        `${rows * columns} patches of ${size}×${size} pixels`,
        [length, dim],
      );
    }
    const batch = x.shape[0]!;
    const apart = tf.transpose(
      tf.reshape(x, [batch, rows, columns, size, size, channels]),
      [0, 1, 3, 2, 4, 5],
    );
    return tf.reshape(apart, [batch, rows * size, columns * size, channels]);
  },
});
