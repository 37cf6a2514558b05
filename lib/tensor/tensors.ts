import * as tf from "@tensorflow/tfjs-core";
import { type NdArray, ndarray } from "./array.ts";

/** Tensors by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A function of tensors by name. */
export type TensorFunction = (inputs: Tensors) => Tensors;

/** Copies a host array into a tensor; `uint8` becomes float32. */
export function toTensor(array: NdArray): tf.Tensor {
  const shape = [...array.shape];
  return array.dtype === "int32"
    ? tf.tensor(array.data, shape, "int32")
    : tf.tensor(
      array.dtype === "uint8" ? Float32Array.from(array.data) : array.data,
      shape,
      "float32",
    );
}

/** Reads a tensor; booleans become `uint8`. */
export async function toArray(tensor: tf.Tensor): Promise<NdArray> {
  return ndarray(await tensor.data() as Float32Array, tensor.shape);
}
