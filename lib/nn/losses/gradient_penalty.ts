import * as tf from "@tensorflow/tfjs-core";
import { NORM_EPSILON } from "../functions/epsilon.ts";

/** Maps images `[batch, …]` to one number each, `[batch, 1]`. */
export type Critic = (images: tf.Tensor) => tf.Tensor;

/**
 * Half the mean squared length of the critic's gradient: R1 at real images, R2
 * at generated ones. The critic must be applied with `twice: true`.
 *
 * Source: Mescheder et al., "Which training methods for GANs do actually
 * converge?", ICML 2018, equations 9 and 10.
 *
 * @param images `[batch, …]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { zeroCenteredPenalty } from "./gradient_penalty.ts";
 *
 * await useEngine("cpu");
 * const images = tf.tensor2d([[1, 2], [3, 4]]);
 * const penalty = zeroCenteredPenalty((x) => tf.sum(tf.mul(x, 2), 1), images);
 * console.assert(penalty.dataSync()[0] === 4);
 * ```
 */
export function zeroCenteredPenalty(
  critic: Critic,
  images: tf.Tensor,
): tf.Scalar {
  return tf.mul(0.5, tf.mean(squaredSlopes(critic, images)));
}

/**
 * Mean squared distance of the length of the critic's gradient from one.
 *
 * Source: Gulrajani et al., "Improved training of Wasserstein GANs", NeurIPS
 * 2017, equation 3.
 *
 * @param images Points between real and generated images, `[batch, …]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { oneCenteredPenalty } from "./gradient_penalty.ts";
 *
 * await useEngine("cpu");
 * const images = tf.tensor2d([[1], [2]]);
 * const penalty = oneCenteredPenalty((x) => tf.mul(x, 3), images);
 * console.assert(Math.abs(penalty.dataSync()[0]! - 4) < 1e-5);
 * ```
 */
export function oneCenteredPenalty(
  critic: Critic,
  images: tf.Tensor,
): tf.Scalar {
  const slopes = tf.sqrt(tf.add(squaredSlopes(critic, images), NORM_EPSILON));
  return tf.mean(tf.square(tf.sub(slopes, 1)));
}

/** Squared length of the critic's gradient at each image, `[batch]`. */
function squaredSlopes(critic: Critic, images: tf.Tensor): tf.Tensor {
  const gradient = tf.grad((x) => tf.sum(critic(x)))(images);
  const axes = gradient.shape.map((_, axis) => axis).slice(1);
  return tf.sum(tf.square(gradient), axes);
}
