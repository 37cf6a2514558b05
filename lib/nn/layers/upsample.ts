import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer } from "./layer.ts";

/** Each pixel becomes a square of equal ones. */
export interface Upsample {
  /** Which layer this is. */
  readonly type: "upsample";
  /** Height and width of a square. */
  readonly factor: number;
}

/** No parameters. */
export const upsample = layer<Upsample>({
  type: "upsample",
  apply(_, x, { factor }) {
    const [height, width, channels] = imageOf("upsample", x);
    const batch = x.shape[0]!;
    // TensorFlow.js has no slope of repeating along six axes, but of products.
    const squares = tf.mul(
      tf.reshape(x, [batch, height, 1, width, 1, channels]),
      tf.ones([1, 1, factor, 1, factor, 1]),
    );
    return tf.reshape(squares, [
      batch,
      height * factor,
      width * factor,
      channels,
    ]);
  },
});
