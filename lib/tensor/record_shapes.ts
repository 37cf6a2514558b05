import * as tf from "@tensorflow/tfjs-core";
import { countOperations } from "./onnx/operations.ts";
import { platformOf, withPlatform } from "./onnx/platform.ts";
import { BACKEND, onnxBackend, registerOnnx } from "./onnx/register.ts";
import { Value } from "./onnx/value.ts";

/** What a function would give. */
export interface Recorded {
  /** Extents of its result. */
  readonly shape: readonly number[];
  /** Floating-point operations that depend on its inputs. */
  readonly flops: number;
}

/**
 * Runs a function on tensors without numbers, under any engine and even while
 * another function is differentiated, and says what it would give.
 *
 * @param inputs Shapes of its inputs, by name
 * @param body Pure; `leaf` makes tensors of a shape that are no inputs, such as
 * weights
 */
export function recordShapes(
  inputs: Readonly<Record<string, readonly number[]>>,
  body: (
    inputs: Readonly<Record<string, tf.Tensor>>,
    leaf: (shape: readonly number[]) => tf.Tensor,
  ) => tf.Tensor,
): Recorded {
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
      const fed: Value[] = [];
      let recorded: Recorded | undefined;
      tf.tidy(() => {
        const leaf = (shape: readonly number[], placeholder = "weight") => {
          const value = new Value(shape, "float32", { placeholder });
          const info = backend.adopt(value, "float32");
          return { value, tensor: engine.makeTensorFromTensorInfo(info) };
        };
        const tensors = Object.entries(inputs).map(([name, shape]) => {
          const { value, tensor } = leaf(shape, name);
          fed.push(value);
          return [name, tensor] as const;
        });
        const result = body(
          Object.fromEntries(tensors),
          (shape) => leaf(shape).tensor,
        );
        const value = backend.shaped(result.dataId, result.shape);
        recorded = {
          shape: [...result.shape],
          flops: countOperations(value, new Set(fed)),
        };
      });
      return recorded!;
    });
  } finally {
    state.gradientDepth = gradientDepth;
    if (backendName) void tf.setBackend(backendName);
  }
}
