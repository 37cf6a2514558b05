import * as tf from "@tensorflow/tfjs-core";
import { layer } from "./layer.ts";

/** Fixed `x · scale + shift`, one number a feature; never trained. */
export interface Standardize {
  /** Which layer this is. */
  readonly type: "standardize";
}

/** Cells `scale` and `shift`. */
export const standardize = layer<Standardize>({
  type: "standardize",
  cells: ["scale", "shift"],
  apply(cx, x) {
    const shape = [x.shape.at(-1)!];
    return tf.add(
      tf.mul(x, cx.cell("scale", shape, 1).value),
      cx.cell("shift", shape).value,
    );
  },
});
