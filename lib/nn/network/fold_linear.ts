import { ndarray } from "../../tensor/array.ts";
import type { Weighted } from "./run_network.ts";

/**
 * A network after a linear map, as a network of the same layers: the map is
 * multiplied into its first, dense layer. Its input becomes that of the map.
 *
 * @param map `kernel`, `[from, to]`, and `bias`, `[to]`, where `to` is the
 * length of the network's input
 * @throws {RangeError} when the first layer is not dense with a bias, or the
 * map does not fit it
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/array.ts";
 * import { foldLinear } from "./fold_linear.ts";
 *
 * // 10·(2·x + 1) + 5
 * const { weights } = foldLinear({
 *   network: { input: [1], layers: [{ type: "dense", units: 1 }] },
 *   weights: {
 *     "0/kernel": ndarray(Float32Array.of(10), [1, 1]),
 *     "0/bias": ndarray(Float32Array.of(5), [1]),
 *   },
 * }, { kernel: Float64Array.of(2), bias: Float64Array.of(1) });
 * console.assert(weights["0/kernel"]!.data[0] === 20);
 * console.assert(weights["0/bias"]!.data[0] === 15);
 * ```
 */
export function foldLinear<M extends Weighted>(
  model: M,
  map: { readonly kernel: Float64Array; readonly bias: Float64Array },
): M {
  const { input, layers } = model.network;
  const first = layers[0];
  const to = map.bias.length;
  const from = map.kernel.length / to;
  if (
    first?.type !== "dense" || first.bias === false || input.join() !== `${to}`
  ) {
    throw new RangeError(
      `Cannot fold a linear map into a network: expected a dense layer with a bias that takes [${to}], got ${
        first?.type ?? "none"
      } that takes [${input}]`,
    );
  }
  const { units } = first;
  const inner = model.weights["0/kernel"]!.data;
  const kernel = new Float64Array(from * units);
  const bias = Float64Array.from(model.weights["0/bias"]!.data);
  for (let j = 0; j < to; j++) {
    for (let u = 0; u < units; u++) {
      const weight = inner[j * units + u]!;
      bias[u]! += map.bias[j]! * weight;
      for (let i = 0; i < from; i++) {
        kernel[i * units + u]! += map.kernel[i * to + j]! * weight;
      }
    }
  }
  return {
    ...model,
    network: { input: [from], layers },
    weights: {
      ...model.weights,
      "0/kernel": ndarray(Float32Array.from(kernel), [from, units]),
      "0/bias": ndarray(Float32Array.from(bias), [units]),
    },
  };
}
