import * as tf from "@tensorflow/tfjs-core";
import { nearestOf } from "../functions/nearest_of.ts";
import { layer } from "./layer.ts";

/** Each vector becomes the number of the nearest in a book. */
export interface Nearest {
  /** Which layer this is. */
  readonly type: "nearest";
  /** Vectors in the book. */
  readonly codes: number;
}

/** Cell `book`, `[codes, dim]`, as a `vectorQuantizer` trained it. */
export const nearest = layer<Nearest>({
  type: "nearest",
  cells: ["book"],
  apply(cx, x, { codes }) {
    const dim = x.shape.at(-1)!;
    const { value } = cx.cell("book", [codes, dim], { deviation: 1 });
    const rows = tf.reshape(x, [-1, dim]) as tf.Tensor2D;
    return tf.reshape(
      tf.cast(nearestOf(rows, value), "float32"),
      x.shape.slice(0, -1),
    );
  },
});
