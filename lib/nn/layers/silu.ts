import * as tf from "@tensorflow/tfjs-core";
import * as smooth from "../functions/smooth.ts";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** x / (1 + e^−x) */
export const silu = layer<Activation<"silu">>({
  type: "silu",
  source: "Elfwing et al., Sigmoid-weighted linear units, 2018",
  apply: (_, x) => tf.mul(x, smooth.sigmoid(x)),
});
