import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../tensor/array.ts";
import type { Random } from "../stats/random.ts";
import type { Tensors } from "./apply.ts";

/** One estimate of the leading singular pair of every kernel, by name. */
export interface SingularPairs {
  /** Output-side vectors `[1, out]`, the state of the power iteration. */
  readonly right: Tensors;
  /** Input-side vectors `[rows, 1]`. */
  readonly left: Tensors;
}

/** Starting vectors of the power iteration, one `[1, out]` a kernel. */
export function initSpectralNorm(weights: Arrays, random: Random): Arrays {
  const vectors: Record<string, NdArray> = {};
  for (const [name, { shape }] of Object.entries(weights)) {
    if (!name.endsWith("/kernel")) continue;
    const out = shape.at(-1)!;
    const data = random.normal(new Float32Array(out));
    const norm = Math.hypot(...data);
    vectors[name] = ndarray(data.map((x) => x / norm), [1, out]);
  }
  return vectors;
}

/**
 * One power iteration for every kernel, outside any gradient.
 *
 * Source: Miyato et al., "Spectral Normalization for GANs", ICLR 2018,
 * algorithm 1; a kernel is the matrix of its flattened inputs by its outputs.
 */
export function powerIteration(
  weights: Tensors,
  right: Tensors,
): SingularPairs {
  const nextRight: Record<string, tf.Tensor> = {};
  const left: Record<string, tf.Tensor> = {};
  for (const [name, u] of Object.entries(right)) {
    const matrix = asMatrix(weights[name]!);
    left[name] = unit(tf.matMul(matrix, u as tf.Tensor2D, false, true));
    nextRight[name] = unit(
      tf.matMul(left[name] as tf.Tensor2D, matrix, true, false),
    );
  }
  return { right: nextRight, left };
}

/**
 * Divides every kernel by its estimated spectral norm; differentiable in the weights.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { powerIteration, spectralNormalize } from "./spectral_norm.ts";
 *
 * await useEngine("cpu");
 * const weights = { "0/kernel": tf.tensor2d([[3, 0], [0, 0]]) };
 * const pairs = powerIteration(weights, { "0/kernel": tf.tensor2d([[1, 0]]) });
 * const { "0/kernel": kernel } = spectralNormalize(weights, pairs);
 * console.assert(Math.abs(kernel!.dataSync()[0]! - 1) < 1e-6);
 * ```
 */
export function spectralNormalize(
  weights: Tensors,
  pairs: SingularPairs,
): Record<string, tf.Tensor> {
  const result: Record<string, tf.Tensor> = { ...weights };
  for (const [name, left] of Object.entries(pairs.left)) {
    const kernel = weights[name]!;
    const row = tf.matMul(left as tf.Tensor2D, asMatrix(kernel), true, false);
    const sigma = tf.sum(tf.mul(row, pairs.right[name]!));
    result[name] = tf.div(kernel, sigma);
  }
  return result;
}

function asMatrix(kernel: tf.Tensor): tf.Tensor2D {
  return tf.reshape(kernel, [-1, kernel.shape.at(-1)!]);
}

/** Of length 1. */
export function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.add(tf.sqrt(tf.sum(tf.square(x))), 1e-12));
}
