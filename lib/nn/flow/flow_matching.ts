import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../../stats/random.ts";
import { type Arrays, ndarray, sizeOf } from "../../tensor/array.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import { meanSquaredError } from "../losses/mean_squared_error.ts";

/**
 * Loss of a velocity network: straight lines x(t) = (1 − t)·noise + t·target have
 * velocity target − noise.
 *
 * Source: Lipman et al., "Flow matching for generative modeling", ICLR 2023,
 * equation 23 with σ = 0; Liu et al., "Flow straight and fast", ICLR 2023.
 *
 * @param velocity At points `[batch, …]` and times `[batch, 1]`
 * @param targets `[batch, …]`
 * @param drawn Of {@linkcode drawFlow}: `noise` and `time`
 */
export function flowLoss(
  velocity: (points: tf.Tensor, time: tf.Tensor) => tf.Tensor,
  targets: tf.Tensor,
  drawn: Tensors,
): tf.Scalar {
  const [noise, time] = [drawn.noise!, drawn.time!];
  const ones = targets.shape.slice(1).map(() => 1);
  const t = tf.reshape(time, [-1, ...ones]);
  const points = tf.add(tf.mul(targets, t), tf.mul(noise, tf.sub(1, t)));
  return meanSquaredError(velocity(points, time), tf.sub(targets, noise));
}

/** What targets are paired with: `noise` of their shape, and a `time` in [0, 1). */
export function drawFlow(
  random: Random,
  shape: readonly number[],
): { noise: Arrays[string]; time: Arrays[string] } {
  const [batch = 0] = shape;
  return {
    noise: ndarray(random.normal(new Float32Array(sizeOf(shape))), shape),
    time: ndarray(random.uniform(new Float32Array(batch)), [batch, 1]),
  };
}
