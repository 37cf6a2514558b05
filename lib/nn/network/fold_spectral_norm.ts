import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, ndarray, sizeOf } from "../../tensor/array.ts";
import { compile } from "../../tensor/compile.ts";
import { unit } from "../functions/unit.ts";
import type { Layer } from "./network.ts";
import type { Weighted } from "./run_network.ts";

/** Power iterations, from where training left off. */
const ITERATIONS = 50;

/**
 * A network whose spectrally normalised layers are plain ones, their kernels
 * divided by their largest singular values: by many power iterations, where
 * training takes one a step and lags behind. Its slope is bounded as the norm
 * promises. Layers inside of others are left as they are.
 *
 * @param model With its cells `u`
 *
 * @example
 * ```ts
 * import { ndarray, useEngine } from "../../tensor/mod.ts";
 * import { foldSpectralNorm } from "./fold_spectral_norm.ts";
 *
 * await useEngine("cpu");
 * const { weights } = await foldSpectralNorm({
 *   network: {
 *     input: [2],
 *     layers: [{
 *       type: "spectralNorm",
 *       of: { type: "dense", units: 1, bias: false },
 *     }],
 *   },
 *   weights: {
 *     "0/kernel": ndarray(Float32Array.of(3, 4), [2, 1]),
 *     "0/u": ndarray(Float32Array.of(1), [1, 1]),
 *   },
 * });
 * console.assert(Math.abs(weights["0/kernel"]!.data[1]! - 0.8) < 1e-6);
 * ```
 */
export async function foldSpectralNorm(model: Weighted): Promise<Weighted> {
  const { network, weights } = model;
  const folded: Record<string, Arrays[string]> = { ...weights };
  const layers: Layer[] = [];
  for (const [i, layer] of network.layers.entries()) {
    if (layer.type !== "spectralNorm") {
      layers.push(layer);
      continue;
    }
    layers.push(layer.of as Layer);
    const { [`${i}/kernel`]: kernel, [`${i}/u`]: u } = weights;
    delete folded[`${i}/u`];
    folded[`${i}/kernel`] = await divided(kernel!, u!);
  }
  return { network: { ...network, layers }, weights: folded };
}

async function divided(
  kernel: Arrays[string],
  u: Arrays[string],
): Promise<Arrays[string]> {
  const outputs = kernel.shape.at(-1)!;
  const rows = sizeOf(kernel.shape) / outputs;
  const norm = compile(({ w, u }) => {
    const matrix = w as tf.Tensor2D;
    let right = u!;
    let left = unit(tf.matMul(matrix, right as tf.Tensor2D, false, true));
    for (let i = 0; i < ITERATIONS; i++) {
      right = unit(tf.matMul(left as tf.Tensor2D, matrix, true, false));
      left = unit(tf.matMul(matrix, right as tf.Tensor2D, false, true));
    }
    const row = tf.matMul(left as tf.Tensor2D, matrix, true, false);
    return { divided: tf.div(matrix, tf.sum(tf.mul(row, right))) };
  });
  try {
    const { divided } = await norm.run({
      w: ndarray(kernel.data, [rows, outputs]),
      u,
    });
    return ndarray(divided!.data, kernel.shape);
  } finally {
    norm.dispose();
  }
}
