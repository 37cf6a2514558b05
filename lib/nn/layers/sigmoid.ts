import * as tf from "@tensorflow/tfjs-core";
import * as smooth from "../functions/smooth.ts";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** 1 / (1 + e^−x) */
export const sigmoid = layer<Activation<"sigmoid">>({
  type: "sigmoid",
  apply: (cx, x) => cx.twice ? smooth.sigmoid(x) : tf.sigmoid(x),
});
