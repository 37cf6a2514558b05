import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer } from "./layer.ts";

/** Mean over all pixels of each channel. */
export interface GlobalPool {
  /** Which layer this is. */
  readonly type: "globalPool";
}

/** No parameters. */
export const globalPool = layer<GlobalPool>({
  type: "globalPool",
  apply(_, x) {
    imageOf("globalPool", x);
    return tf.mean(x, [1, 2]);
  },
});
