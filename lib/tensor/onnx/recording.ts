import * as tf from "@tensorflow/tfjs-core";
import type { Arrays } from "../array.ts";
import type { TensorFunction } from "../tensors.ts";
import { cast } from "./record.ts";
import { onnxBackend } from "./register.ts";
import { leaf, Value } from "./value.ts";

/** A recorded function: what is fed, and the values it computes. */
export interface Recording {
  /** Placeholders by input name, in the type in which they are fed. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** What the function returned, by output name; not computed yet. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/**
 * Runs a function once on placeholders and records what it would compute;
 * fixed inputs become constants.
 */
export function recordFunction(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays = {},
): Recording {
  const backend = onnxBackend();
  const placeholders = new Map<string, Value>();
  const outputs = new Map<string, Value>();
  tf.tidy(() => {
    const tensors: Record<string, tf.Tensor> = {};
    const values: Record<string, Value> = {};
    for (const [name, { data, shape, dtype }] of Object.entries(fixed)) {
      values[name] = leaf(data, shape, dtype);
    }
    for (const [name, { shape, dtype }] of Object.entries(inputs)) {
      values[name] = new Value(shape, dtype, { placeholder: name });
      placeholders.set(name, values[name]);
    }
    for (const [name, value] of Object.entries(values)) {
      const type = value.type === "int32" ? "int32" : "float32";
      tensors[name] = tf.engine().makeTensorFromTensorInfo(
        backend.adopt(cast(value, type), type),
      );
    }
    const results = Object.entries(body(tensors));
    for (const [name, tensor] of results) {
      outputs.set(name, backend.shaped(tensor.dataId, tensor.shape));
    }
    // Kept tensors outlive the scope; their values are recorded now.
    for (const [, tensor] of results) tensor.dispose();
  });
  return { inputs: placeholders, outputs };
}
