import type { Arrays } from "../../tensor/array.ts";
import { withPrefix } from "../../tensor/prefix.ts";
import { moved } from "./_moved.ts";
import type { Layer, Network } from "./network.ts";

/** A network and its weights. */
interface Weighted {
  readonly network: Network;
  readonly weights: Arrays;
}

/**
 * Puts a layer that keeps its input's shape before a network. Weights are
 * named by their layer's position, so all move up by one.
 *
 * @param layer The layer and its weights by their names within it
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/array.ts";
 * import { prepend } from "./prepend.ts";
 *
 * const one = ndarray(Float32Array.of(1), [1]);
 * const model = prepend(
 *   {
 *     network: { input: [1], layers: [{ type: "dense", units: 1, bias: false }] },
 *     weights: { "0/kernel": ndarray(Float32Array.of(1), [1, 1]) },
 *   },
 *   { layer: { type: "standardize" }, weights: { scale: one, shift: one } },
 * );
 * console.assert(
 *   Object.keys(model.weights).join() === "0/scale,0/shift,1/kernel",
 * );
 * ```
 */
export function prepend<M extends Weighted>(
  model: M,
  layer: { readonly layer: Layer; readonly weights: Arrays },
): M {
  return {
    ...model,
    network: {
      ...model.network,
      layers: [layer.layer, ...model.network.layers],
    },
    weights: { ...withPrefix("0/", layer.weights), ...moved(model.weights, 1) },
  };
}
