import {
  type Arrays,
  type NdArray,
  ndarray,
  sizeOf,
} from "../../tensor/array.ts";
import type { Random } from "../../stats/random.ts";
import type { Init } from "../layers/layer.ts";
import type { Network } from "./network.ts";
import { traceNetwork } from "./trace.ts";

/**
 * Draws the initial weights of a network, parameters and cells, as its layers say.
 *
 * @returns Weights by name, such as `"0/kernel"`
 *
 * @example
 * ```ts
 * import { random } from "../../stats/random.ts";
 * import { initNetwork } from "./init.ts";
 *
 * const weights = initNetwork(
 *   { input: [2], layers: [{ type: "dense", units: 3 }] },
 *   random(1n, "init"),
 * );
 * console.assert(weights["0/kernel"]?.shape.join() === "2,3");
 * ```
 */
export function initNetwork(network: Network, random: Random): Arrays {
  const weights: Record<string, NdArray> = {};
  for (const { name, shape, init } of traceNetwork(network).entries) {
    const data = new Float32Array(sizeOf(shape));
    fill(data, init, random);
    weights[name] = ndarray(data, shape);
  }
  return weights;
}

function fill(data: Float32Array, init: Init, random: Random): void {
  if (typeof init === "number") return void data.fill(init);
  if (init.deviation === 0) return;
  random.normal(data);
  for (let i = 0; i < data.length; i++) data[i]! *= init.deviation;
}
