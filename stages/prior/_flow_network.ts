import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork, type Tensors } from "../../lib/nn/apply.ts";
import type { Layer, Network } from "../../lib/nn/network.ts";

/** Frequencies at which the network sees time. */
const FREQUENCIES = [1, 2, 4, 8];

/** The velocity network: code and time in, velocity out. */
export function flowNetwork(
  dim: number,
  options: { readonly width: number; readonly blocks: number },
): Network {
  const { width, blocks } = options;
  const block: Layer = {
    type: "residual",
    shortcut: [],
    body: [
      { type: "relu" },
      { type: "dense", units: width },
      { type: "relu" },
      { type: "dense", units: width },
    ],
  };
  return {
    input: [dim + 1 + 2 * FREQUENCIES.length],
    layers: [
      { type: "dense", units: width },
      ...Array<Layer>(blocks).fill(block),
      { type: "relu" },
      { type: "dense", units: dim },
    ],
  };
}

/**
 * Velocity at codes and times.
 *
 * @param codes `[batch, dim]`
 * @param time `[batch, 1]`, in [0, 1]
 */
export function velocity(
  network: Network,
  weights: Tensors,
  at: { readonly codes: tf.Tensor; readonly time: tf.Tensor },
): tf.Tensor {
  const waves = FREQUENCIES.flatMap((frequency) => {
    const angle = tf.mul(at.time, Math.PI * frequency);
    return [tf.sin(angle), tf.cos(angle)];
  });
  const input = tf.concat([at.codes, at.time, ...waves], 1);
  return applyNetwork(network, weights, input).output;
}
