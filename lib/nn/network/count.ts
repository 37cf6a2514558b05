import { sizeOf } from "../../tensor/array.ts";
import type { Network } from "./network.ts";
import { traceNetwork } from "./trace.ts";

/**
 * Number of trained parameters of a network.
 *
 * @example
 * ```ts
 * import { countParameters } from "./count.ts";
 *
 * const count = countParameters({
 *   input: [8],
 *   layers: [{ type: "dense", units: 4 }],
 * });
 * console.assert(count === 8 * 4 + 4);
 * ```
 */
export function countParameters(network: Network): number {
  return traceNetwork(network).entries
    .filter(({ isTrained }) => isTrained)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Floating-point operations of one forward pass for one input. A multiply-add
 * counts as two; normalisation, bias and activation as one or two an element.
 *
 * @example
 * ```ts
 * import { countFlops } from "./count.ts";
 *
 * const flops = countFlops({
 *   input: [8],
 *   layers: [{ type: "dense", units: 4, bias: false }],
 * });
 * console.assert(flops === 2 * 8 * 4);
 * ```
 */
export function countFlops(network: Network): number {
  return traceNetwork(network).flops;
}
