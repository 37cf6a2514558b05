import type * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/tensors.ts";
import type { Network } from "./network.ts";
import { applyWhole } from "./place.ts";
import { besides } from "./trace.ts";

/** How to apply a network. */
export interface ApplyOptions {
  /** Batch statistics instead of moving ones, and dropout. Default false. */
  readonly training?: boolean;
  /** What the network is given besides its input, by name, `[batch, …]`. */
  readonly given?: Tensors;
  /**
   * Numbers that layers draw, as {@linkcode drawNoise} names them; without some a
   * layer drops nothing.
   */
  readonly noise?: Tensors;
  /**
   * A sequence that is made one vector after the other: the input is the one at
   * `place`, a one among zeros, `[length]`; `past` is what layers kept of those
   * before, by name.
   */
  readonly decoding?: { readonly place: tf.Tensor; readonly past: Tensors };
  /** Second derivatives are needed, as gradient penalties do. Default false. */
  readonly twice?: boolean;
}

/** What applying a network gives. */
export interface Applied {
  /** `[batch, …]`. */
  readonly output: tf.Tensor;
  /** Input of the last dense layer, `[batch, units]`, when there is one. */
  readonly features: tf.Tensor | undefined;
  /** New values of cells, by name; empty unless training. */
  readonly updates: Tensors;
  /** What layers keep of a sequence for the vectors after; empty unless decoding. */
  readonly past: Tensors;
  /** Figures of layers, by name, such as `"3/commitment"`. */
  readonly reports: Tensors;
}

/**
 * Applies a network to a batch.
 *
 * @param network The architecture
 * @param weights Its weights by name, as {@linkcode initNetwork} gives them
 * @param input `[batch, …network.input]`
 * @throws {RangeError} when a weight is missing
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { applyNetwork } from "./apply.ts";
 *
 * await useEngine("cpu");
 * const { output } = applyNetwork(
 *   { input: [2], layers: [{ type: "dense", units: 1, bias: false }] },
 *   { "0/kernel": tf.tensor2d([[1], [10]]) },
 *   tf.tensor2d([[3, 4]]),
 * );
 * console.assert(output.dataSync()[0] === 43);
 * ```
 */
export function applyNetwork(
  network: Network,
  weights: Tensors,
  input: tf.Tensor,
  options: ApplyOptions = {},
): Applied {
  const { training = false, twice = false, given = {}, noise = {} } = options;
  const { decoding } = options;
  const past: Record<string, tf.Tensor> = {};
  const updates: Record<string, tf.Tensor> = {};
  const reports: Record<string, tf.Tensor> = {};
  let features: tf.Tensor | undefined;
  const output = applyWhole(network, input, {
    training,
    twice,
    decoding: decoding && {
      place: decoding.place,
      past: (name) => ({
        value: decoding.past[name]!,
        set: (next) => void (past[name] = next),
      }),
    },
    entry: (name) => weightOf(name, weights),
    update: (name, next) => void (updates[name] = next),
    given: (name) => besides(name, given),
    noise: (name) => noise[name],
    report: (name, value) => void (reports[name] = value),
    seen: (found) => void (features = found),
  });
  return { output, features, updates, past, reports };
}

function weightOf(name: string, weights: Tensors): tf.Tensor {
  const found = weights[name];
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot apply a network: weight '${name}' is missing`,
  );
}
