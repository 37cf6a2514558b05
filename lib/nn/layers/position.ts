import * as tf from "@tensorflow/tfjs-core";
import { wavesOf } from "./_waves_of.ts";
import { layer, sequenceOf } from "./layer.ts";

/** Adds to each vector of a sequence where it stands. */
export interface Position {
  /** Which layer this is. */
  readonly type: "position";
  /** Trained, or sines and cosines of ever longer waves. */
  readonly of: "learned" | "sine";
}

/** Parameter `table`, `[length, dim]`, when learned. */
export const position = layer<Position>({
  type: "position",
  source: "Vaswani et al., Attention is all you need, 2017, section 3.5",
  apply(cx, x, { of }) {
    const [length, dim] = sequenceOf("position", x);
    if (of === "learned") {
      return tf.add(x, cx.param("table", [length, dim], { deviation: 0.02 }));
    }
    const places = Array.from({ length }, (_, place) => place);
    return tf.add(x, wavesOf(tf.tensor2d(places, [length, 1]), dim));
  },
});
