import * as tf from "@tensorflow/tfjs-core";
import { platformOf, withPlatform } from "./onnx/platform.ts";
import { BACKEND, onnxBackend, registerOnnx } from "./onnx/register.ts";
import type { Value } from "./onnx/value.ts";

/** Between tensors and what is recorded of them. */
export interface Recorder {
  /** A tensor of a recorded value. */
  tensorOf(value: Value): tf.Tensor;
  /** What was recorded of a tensor. */
  valueOf(tensor: tf.Tensor): Value;
}

/**
 * Runs a function whose operators are recorded and not computed, under any engine
 * and even while another function is differentiated. They are recorded plainly:
 * ONNX's own operators, images channels first.
 */
export function recorded<T>(body: (recorder: Recorder) => T): T {
  registerOnnx();
  const engine = tf.engine();
  const { backendName, state } = engine;
  const { gradientDepth } = state;
  // Done at once, since this backend needs nothing that has to be waited for.
  void tf.setBackend(BACKEND);
  state.gradientDepth = 0;
  try {
    return withPlatform(platformOf("cuda"), () => {
      const backend = onnxBackend();
      let result: { readonly value: T } | undefined;
      tf.tidy(() => {
        const value = body({
          tensorOf: (value) =>
            engine.makeTensorFromTensorInfo(
              backend.adopt(value, value.type as "float32"),
            ),
          valueOf: ({ dataId, shape }) => backend.shaped(dataId, shape),
        });
        result = { value };
      });
      return result!.value;
    });
  } finally {
    state.gradientDepth = gradientDepth;
    if (backendName) void tf.setBackend(backendName);
  }
}
