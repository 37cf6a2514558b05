import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer, misfit, sequenceOf } from "./layer.ts";

/** An image as a sequence of square patches, row by row. */
export interface Patchify {
  /** Which layer this is. */
  readonly type: "patchify";
  /** Height and width of a patch. */
  readonly size: number;
}

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

/** `[h, w, c]` to `[h / size · w / size, size · size · c]`. */
export const patchify = layer<Patchify>({
  type: "patchify",
  source: "Dosovitskiy et al., An image is worth 16×16 words, ICLR 2021",
  apply(_, x, { size }) {
    const [height, width, channels] = imageOf("patchify", x);
    if (height % size !== 0 || width % size !== 0) {
      throw misfit(
        "patchify",
        `whole patches of ${size} pixels`,
        x.shape.slice(1),
      );
    }
    const [rows, columns] = [height / size, width / size];
    const batch = x.shape[0]!;
    const apart = tf.transpose(
      tf.reshape(x, [batch, rows, size, columns, size, channels]),
      [0, 1, 3, 2, 4, 5],
    );
    return tf.reshape(apart, [batch, rows * columns, size * size * channels]);
  },
});

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
