import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../stats/random.ts";
import { underPrefix, withPrefix } from "../tensor/_prefix.ts";
import { type Arrays, sizeOf } from "../tensor/array.ts";
import { applyNetwork, type Tensors } from "./apply.ts";
import { initNetwork } from "./init.ts";
import type { Network } from "./network.ts";
import { outputShape } from "./shapes.ts";

/** Prefix of the weights that read codes, beside those of the critic. */
const CODE = "code/";

/**
 * Weights of a critic that sees the code of an image besides the image: those
 * of `critic`, and a projection of codes to its features.
 *
 * @param critic Ends with a dense layer of one unit
 * @param dim Length of a code; 0 for a critic that sees images alone
 */
export function initCritic(
  critic: Network,
  dim: number,
  random: Random,
): Arrays {
  const own = initNetwork(critic, random);
  if (dim === 0) return own;
  const { input, layers } = critic;
  const units = sizeOf(outputShape({ input, layers: layers.slice(0, -1) }));
  const projection = initNetwork(projectionOf(dim, units), random);
  return { ...own, ...withPrefix(CODE, projection) };
}

/**
 * Judges images, each with its code where there are codes: f(x) + hᵀVφ(x)/√dim
 * with the features φ(x) before the critic's last layer.
 *
 * Source: Miyato and Koyama, "cGANs with projection discriminator", ICLR 2018,
 * equation 3, with codes in the place of classes.
 *
 * @param critic Ends with a dense layer of one unit
 * @param weights As {@linkcode initCritic} names them
 * @param images `[batch, …]`
 * @param codes `[batch, dim]`
 * @returns `[batch, 1]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { judge } from "./projection_critic.ts";
 *
 * await useEngine("cpu");
 * const critic = {
 *   input: [2],
 *   layers: [{ type: "dense", units: 1, bias: false } as const],
 * };
 * const weights = {
 *   "0/kernel": tf.tensor2d([[1], [1]]),
 *   "code/0/kernel": tf.tensor2d([[10, 0]]),
 * };
 * const image = tf.tensor2d([[3, 4]]);
 * const alone = judge(critic, weights, image);
 * const withCode = judge(critic, weights, image, tf.tensor2d([[2]]));
 * console.assert(alone.dataSync()[0] === 7);
 * console.assert(withCode.dataSync()[0] === 7 + 2 * 10 * 3);
 * ```
 */
export function judge(
  critic: Network,
  weights: Tensors,
  images: tf.Tensor,
  codes?: tf.Tensor,
): tf.Tensor {
  const { output, features } = applyNetwork(critic, weights, images, {
    training: true,
  });
  if (codes === undefined) return output;
  const dim = codes.shape[1]!;
  const read = applyNetwork(
    projectionOf(dim, features!.shape[1]!),
    underPrefix(CODE, weights),
    codes,
  ).output;
  const agreement = tf.sum(tf.mul(read, features!), 1, true);
  return tf.add(output, tf.div(agreement, Math.sqrt(dim)));
}

function projectionOf(dim: number, units: number): Network {
  return { input: [dim], layers: [{ type: "dense", units, bias: false }] };
}
