import * as tf from "@tensorflow/tfjs-core";
import { layer } from "./layer.ts";

/** A vector for each whole number. */
export interface Embedding {
  /** Which layer this is. */
  readonly type: "embedding";
  /** How many numbers there are: 0 … vocabulary − 1. */
  readonly vocabulary: number;
  /** Length of a vector. */
  readonly dim: number;
}

/** Parameter `table`, `[vocabulary, dim]`, starts with deviation 0.02. */
export const embedding = layer<Embedding>({
  type: "embedding",
  source: "Radford et al., GPT-2, 2019 (start)",
  apply(cx, x, { vocabulary, dim }) {
    const table = cx.param("table", [vocabulary, dim], { deviation: 0.02 });
    return tf.gather(table, tf.cast(x, "int32"));
  },
});
