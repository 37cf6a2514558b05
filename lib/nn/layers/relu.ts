import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** max(x, 0) */
export const relu = layer<Activation<"relu">>({
  type: "relu",
  apply: (_, x) => tf.relu(x),
});
