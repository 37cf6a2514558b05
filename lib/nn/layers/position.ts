import * as tf from "@tensorflow/tfjs-core";
import { wavesOf } from "./_waves_of.ts";
import { atPlace } from "./_at_place.ts";
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
    const [own, dim] = sequenceOf("position", x);
    const place = cx.decoding?.place;
    const length = place?.size ?? own;
    const places = Array.from({ length }, (_, place) => place);
    const table = of === "learned"
      ? cx.param("table", [length, dim], { deviation: 0.02 })
      : wavesOf(tf.tensor2d(places, [length, 1]), dim);
    return tf.add(x, place === undefined ? table : atPlace(table, place));
  },
});
