import * as tf from "@tensorflow/tfjs-core";
import { layer } from "./layer.ts";

/** One vector of everything, in order. */
export interface Flatten {
  /** Which layer this is. */
  readonly type: "flatten";
}

/** No parameters. */
export const flatten = layer<Flatten>({
  type: "flatten",
  apply: (_, x) => tf.reshape(x, [x.shape[0]!, x.size / x.shape[0]!]),
});
