import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "./apply.ts";

/** Value and gradients of a scalar function of named weights. */
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
