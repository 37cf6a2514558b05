import * as tf from "@tensorflow/tfjs-core";
import * as smooth from "../functions/smooth.ts";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** Hyperbolic tangent. */
export const tanh = layer<Activation<"tanh">>({
  type: "tanh",
  apply: (cx, x) => cx.twice ? smooth.tanh(x) : tf.tanh(x),
});
