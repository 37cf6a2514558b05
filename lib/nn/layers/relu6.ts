import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** min(max(x, 0), 6) */
export const relu6 = layer<Activation<"relu6">>({
  type: "relu6",
  apply: (_, x) => tf.relu6(x),
});
