import type { Layer, Network } from "../network/network.ts";

/**
 * Dense layers, with batch norm and ReLU between them: a projection head.
 *
 * @param input Length of the input
 * @param widths Lengths of the results of all layers
 *
 * @example
 * ```ts
 * import { mlp } from "./mlp.ts";
 *
 * const types = mlp(4, [8, 2]).layers.map(({ type }) => type);
 * console.assert(types.join() === "dense,batchNorm,relu,dense");
 * ```
 */
export function mlp(input: number, widths: readonly number[]): Network {
  return {
    input: [input],
    layers: widths.flatMap((units, i): Layer[] =>
      i + 1 === widths.length
        ? [{ type: "dense", units }]
        : [{ type: "dense", units }, { type: "batchNorm" }, { type: "relu" }]
    ),
  };
}
