import * as tf from "@tensorflow/tfjs-core";
import { layer, type LayerData, misfit } from "./layer.ts";

/** Outputs of all branches, side by side along the last axis. */
export interface Concat<L extends LayerData = LayerData> {
  /** Which layer this is. */
  readonly type: "concat";
  /** Each applied to the input. */
  readonly branches: readonly (readonly L[])[];
}

/** No parameters of its own. */
export const concat = layer<Concat>({
  type: "concat",
  apply(cx, x, { branches }) {
    const outputs = branches.map((layers, i) => cx.apply(`${i}`, layers, x));
    const [first] = outputs;
    if (first === undefined) throw misfit("concat", "a branch", []);
    const outer = `${first.shape.slice(1, -1)}`;
    for (const { shape } of outputs) {
      if (`${shape.slice(1, -1)}` === outer) continue;
      throw misfit("concat", `[${outer}, …] of each branch`, shape.slice(1));
    }
    return tf.concat(outputs, -1);
  },
});
