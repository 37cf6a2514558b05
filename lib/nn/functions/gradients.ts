import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/tensors.ts";

/**
 * Value and gradients of a scalar function of named weights.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { gradientsOf } from "./gradients.ts";
 *
 * await useEngine("cpu");
 * const { value, gradients } = gradientsOf(
 *   { w: tf.scalar(3) },
 *   ({ w }) => tf.square(w!) as tf.Scalar,
 * );
 * console.assert(value.dataSync()[0] === 9);
 * console.assert(gradients.w!.dataSync()[0] === 6);
 * ```
 */
export function gradientsOf(
  weights: Tensors,
  loss: (weights: Tensors) => tf.Scalar,
): { value: tf.Scalar; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(weights);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])))
  )(names.map((name) => weights[name]!));
  return {
    value: value as tf.Scalar,
    gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!])),
  };
}
