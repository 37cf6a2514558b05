import * as tf from "@tensorflow/tfjs-core";
import { BACKEND, onnxBackend, registerOnnx } from "../onnx/register.ts";
import type { Engine } from "./engine.ts";

/** Whole training steps as one graph on the CPU; the default. */
export const onnx: Engine = {
  name: "onnx",
  summary: "ONNX Runtime on the CPU, whole training steps as one graph",
  numerics: "onnx/cpu/3",
  missing: () => Promise.resolve(undefined),
  async use({ threads }) {
    registerOnnx();
    await tf.setBackend(BACKEND);
    onnxBackend().setThreads(threads);
  },
};
