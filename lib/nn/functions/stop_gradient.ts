import * as tf from "@tensorflow/tfjs-core";

const stopped = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
}));

/**
 * The same numbers, which are taken for constants in a derivative.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { stopGradient } from "./stop_gradient.ts";
 *
 * await useEngine("cpu");
 * const slope = tf.grad((x) => tf.mul(x, stopGradient(x)))(tf.scalar(3));
 * console.assert(slope.dataSync()[0] === 3);
 * ```
 */
export function stopGradient(x: tf.Tensor): tf.Tensor {
  return stopped(x);
}
