import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer, misfit } from "./layer.ts";

/** Squares of pixels become one pixel each. */
export interface Pool {
  /** Which layer this is. */
  readonly type: "pool";
  /** Height and width of a square, and from one to the next. */
  readonly size: number;
  /** What of them is taken. Default `mean`. */
  readonly of?: "mean" | "max";
}

/** No parameters. */
export const pool = layer<Pool>({
  type: "pool",
  apply(_, x, { size, of = "mean" }) {
    const [height, width, channels] = imageOf("pool", x);
    if (height % size !== 0 || width % size !== 0) {
      throw misfit("pool", `whole squares of ${size} pixels`, x.shape.slice(1));
    }
    const [rows, columns] = [height / size, width / size];
    const squares = tf.reshape(x, [
      x.shape[0]!,
      rows,
      size,
      columns,
      size,
      channels,
    ]);
    return of === "mean" ? tf.mean(squares, [2, 4]) : tf.max(squares, [2, 4]);
  },
});
