import type { Arrays } from "../../tensor/array.ts";
import { moved } from "./_moved.ts";
import type { Network } from "./network.ts";
import type { Weighted } from "./run_network.ts";

/**
 * Networks one after the other as one, each of which takes what the one before
 * gives. Weights move to the places of their layers: {@linkcode weightsInARow}.
 *
 * @example
 * ```ts
 * import { inARow } from "./in_a_row.ts";
 *
 * const dense = { type: "dense", units: 1 } as const;
 * const { layers } = inARow([
 *   { input: [2], layers: [dense] },
 *   { input: [1], layers: [dense, dense] },
 * ]);
 * console.assert(layers.length === 3);
 * ```
 */
export function inARow(networks: readonly Network[]): Network {
  const [first] = networks;
  if (first === undefined) {
    throw new RangeError("Cannot put networks in a row: there are none");
  }
  return networks.length === 1
    ? first
    : { ...first, layers: networks.flatMap(({ layers }) => layers) };
}

/** Weights of networks in a row by their places in it. */
export function weightsInARow(models: readonly Weighted[]): Arrays {
  let before = 0;
  const all: Record<string, Arrays[string]> = {};
  for (const { network, weights } of models) {
    Object.assign(all, moved(weights, before));
    before += network.layers.length;
  }
  return all;
}
