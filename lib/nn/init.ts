import { type Arrays, type NdArray, ndarray, sizeOf } from "../tensor/array.ts";
import type { Random } from "../stats/random.ts";
import type { Layer, Network } from "./network.ts";
import { placedLayers } from "./shapes.ts";

/**
 * Draws the initial weights of a network: kernels from He's normal law,
 * N(0, 2 / fan-in); scales one, offsets and biases zero.
 *
 * Source: He et al., "Delving Deep into Rectifiers", ICCV 2015, equation 10.
 *
 * @returns Weights by name, such as `"0/kernel"`
 *
 * @example
 * ```ts
 * import { random } from "../stats/random.ts";
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
  for (const { path, layer, weights: shapes } of placedLayers(network)) {
    for (const [name, shape] of Object.entries(shapes)) {
      const data = new Float32Array(sizeOf(shape));
      if (name === "kernel") {
        const scale = Math.sqrt(2 / fanIn(layer, shape));
        random.normal(data);
        for (let i = 0; i < data.length; i++) data[i]! *= scale;
      } else if (["gamma", "variance", "scale"].includes(name)) {
        data.fill(1);
      }
      weights[`${path}/${name}`] = ndarray(data, shape);
    }
  }
  return weights;
}

function fanIn(layer: Layer, shape: readonly number[]): number {
  switch (layer.type) {
    case "depthwiseConv":
      return shape[0]! * shape[1]!;
    case "conv":
      return shape[0]! * shape[1]! * shape[2]!;
    case "convTranspose":
      return (shape[0]! * shape[1]! * shape[3]!) / (layer.stride ?? 1) ** 2;
    default:
      return shape[0]!;
  }
}
