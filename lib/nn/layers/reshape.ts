import * as tf from "@tensorflow/tfjs-core";
import { sizeOf } from "../../tensor/array.ts";
import { layer, misfit } from "./layer.ts";

/** The same elements in another shape. */
export interface Reshape {
  /** Which layer this is. */
  readonly type: "reshape";
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

/** No parameters. */
export const reshape = layer<Reshape>({
  type: "reshape",
  apply(_, x, { shape }) {
    const input = x.shape.slice(1);
    if (sizeOf(shape) !== sizeOf(input)) {
      throw misfit("reshape", `${sizeOf(shape)} elements`, input);
    }
    return tf.reshape(x, [x.shape[0]!, ...shape]);
  },
});
