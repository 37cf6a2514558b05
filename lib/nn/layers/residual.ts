import * as tf from "@tensorflow/tfjs-core";
import { layer, type LayerData, misfit } from "./layer.ts";

/** `shortcut(x) + body(x)`; an empty shortcut is the identity. */
export interface Residual<L extends LayerData = LayerData> {
  /** Which layer this is. */
  readonly type: "residual";
  /** What is added. */
  readonly body: readonly L[];
  /** What it is added to. */
  readonly shortcut: readonly L[];
}

/** No parameters of its own. */
export const residual = layer<Residual>({
  type: "residual",
  source: "He et al., Deep residual learning, CVPR 2016, equation 1",
  apply(cx, x, config) {
    const body = cx.apply("body", config.body, x);
    const shortcut = cx.apply("shortcut", config.shortcut, x);
    const [a, b] = [body, shortcut].map(({ shape }) => shape.slice(1));
    if (`${a}` !== `${b}`) throw misfit("residual", `equal branches, ${a}`, b!);
    return tf.add(body, shortcut);
  },
});
