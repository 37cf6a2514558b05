import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer, misfit } from "./layer.ts";

/** An image as a sequence of square patches, row by row. */
export interface Patchify {
  /** Which layer this is. */
  readonly type: "patchify";
  /** Height and width of a patch. */
  readonly size: number;
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
