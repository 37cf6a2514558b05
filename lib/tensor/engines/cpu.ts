import * as tf from "@tensorflow/tfjs-core";
import { registerOnnx } from "../onnx/register.ts";
import type { Engine } from "./engine.ts";

/** The kernels that all others are compared with. */
export const cpu: Engine = {
  summary: "TensorFlow.js reference kernels, exact and slow",
  missing: () => Promise.resolve(undefined),
  async use() {
    // Loads the reference kernels and the gradients.
    registerOnnx();
    // Keeps the kernels from recommending another package on first use.
    tf.env().set("PROD", true);
    await tf.setBackend("cpu");
  },
};
