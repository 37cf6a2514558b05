import * as tf from "@tensorflow/tfjs-core";
import { mapValues } from "../../tensor/map_values.ts";
import {
  type Arrays,
  type NdArray,
  ndarray,
  sizeOf,
} from "../../tensor/array.ts";
import { compile } from "../../tensor/compile.ts";
import { sessionOptions } from "../../tensor/engine.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import { applyNetwork } from "./apply.ts";
import { takeRows } from "../learn/batches.ts";
import { moved } from "./_moved.ts";
import type { ImportedLayer, Layer, Network } from "./network.ts";

/** A network and its weights. */
export interface Weighted {
  /** The architecture. */
  readonly network: Network;
  /** By path, such as `"0/kernel"`. */
  readonly weights: Arrays;
}

/** Rows of a large input: `[count, …]`, `uint8` for images, `float32` for codes. */
export type Rows = NdArray<"uint8" | "float32">;

/** What {@linkcode runNetwork} gives. */
export interface NetworkOutput {
  /** `[count, …]`. */
  readonly output: NdArray<"float32">;
  /** Input of the last dense layer, `[count, units]`; empty without one. */
  readonly features: NdArray<"float32">;
}

/** Bytes as numbers in [−1, 1]; floats as they are. */
export function toUnit(x: tf.Tensor, dtype: "uint8" | "float32"): tf.Tensor {
  return dtype === "uint8" ? tf.sub(tf.div(x, 127.5), 1) : x;
}

/**
 * Applies a network, with its moving statistics, to many rows in batches.
 *
 * @param model Architecture and weights
 * @param input Images of bytes (mapped to [−1, 1]) or codes
 * @param options `batch`: rows at once, default 250
 *
 * @example
 * ```ts
 * import { ndarray, useEngine } from "../../tensor/mod.ts";
 * import { runNetwork } from "./run_network.ts";
 *
 * await useEngine("cpu");
 * const { output } = await runNetwork({
 *   network: { input: [2], layers: [{ type: "dense", units: 1, bias: false }] },
 *   weights: { "0/kernel": ndarray(Float32Array.of(1, 10), [2, 1]) },
 * }, ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]));
 * console.assert(output.data.join() === "21,43");
 * ```
 */
export async function runNetwork(
  model: Weighted,
  input: Rows,
  options: { readonly batch?: number } = {},
): Promise<NetworkOutput> {
  const [first, ...rest] = model.network.layers;
  if (first?.type === "onnx") return await runAfter(model, first, rest, input);
  const count = input.shape[0] ?? 0;
  const batch = Math.min(options.batch ?? 250, Math.max(1, count));
  const rowShape = input.shape.slice(1);
  const rowSize = sizeOf(rowShape);
  const forward = compile(({ x, ...weights }) => {
    const { output, features } = applyNetwork(
      model.network,
      weights as Tensors,
      toUnit(x!, input.dtype),
    );
    return features === undefined ? { output } : { output, features };
  }, model.weights);
  // Batches are computed where they are to lie, the last one longer.
  const whole: Record<string, NdArray<"float32">> = {};
  const batches = Math.ceil(count / batch);
  try {
    for (let start = 0; start < count; start += batch) {
      // The last batch is filled up with its first row, so that one graph serves.
      const rows = Int32Array.from(
        { length: batch },
        (_, i) => start + i < count ? start + i : start,
      );
      const x = ndarray(takeRows(input.data, rows, rowSize), [
        batch,
        ...rowShape,
      ]);
      const into = mapValues(whole, (array) => batchOf(array, start, batch));
      const part = await forward.run({ x }, into);
      if (start > 0) continue;
      for (const [name, { data, shape }] of Object.entries(part)) {
        const all = new Float32Array(batches * data.length);
        all.set(data as Float32Array);
        whole[name] = ndarray(all, [batches * batch, ...shape.slice(1)]);
      }
    }
  } finally {
    forward.dispose();
  }
  const none = ndarray(new Float32Array(0), [0]);
  return {
    output: batchOf(whole.output ?? none, 0, count),
    features: batchOf(whole.features ?? none, 0, count),
  };
}

/** Rows of an array from `start`, as many as there are; no copy. */
function batchOf(
  { data, shape }: NdArray<"float32">,
  start: number,
  count: number,
): NdArray<"float32"> {
  const [all = 0, ...rest] = shape;
  const size = sizeOf(rest);
  const end = Math.min(all, start + count);
  return ndarray(data.subarray(start * size, end * size), [
    end - start,
    ...rest,
  ]);
}

/** An imported network, and the layers after it. */
async function runAfter(
  { weights }: Weighted,
  layer: ImportedLayer,
  rest: readonly Layer[],
  input: Rows,
): Promise<NetworkOutput> {
  const { runImported } = await import("../imported/imported.ts");
  const vectors = runImported(
    { layer, bytes: weights["0/model"]!.data as Uint8Array },
    input as NdArray<"uint8">,
    sessionOptions(),
  );
  const none = ndarray(new Float32Array(0), [0]);
  if (rest.length === 0) return { output: vectors, features: none };
  const { "0/model": _, ...later } = weights;
  return await runNetwork({
    network: { input: [layer.dim], layers: rest },
    weights: moved(later, -1),
  }, vectors);
}
