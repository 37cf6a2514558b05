import { type NdArray, ndarray } from "../tensor/array.ts";
import type { Random } from "../stats/random.ts";
import type { Network } from "./network.ts";
import { placedLayers } from "./shapes.ts";

/**
 * Masks for one batch of every `channelDropout` layer, by path: zero with the
 * layer's probability, else the reciprocal of the probability of keeping.
 *
 * @example
 * ```ts
 * import { random } from "../stats/random.ts";
 * import { dropoutMasks } from "./dropout.ts";
 *
 * const masks = dropoutMasks(
 *   { input: [3], layers: [{ type: "channelDropout", rate: 0.5 }] },
 *   { batch: 2, random: random(1n, "masks") },
 * );
 * const values = [...masks["0"]!.data];
 * console.assert(values.every((value) => value === 0 || value === 2));
 * ```
 */
export function dropoutMasks(
  network: Network,
  options: { readonly batch: number; readonly random: Random },
): Record<string, NdArray<"float32">> {
  const masks: Record<string, NdArray<"float32">> = {};
  for (const { path, layer, output } of placedLayers(network)) {
    if (layer.type !== "channelDropout") continue;
    const channels = output.at(-1)!;
    const data = new Float32Array(options.batch * channels);
    options.random.uniform(data);
    const kept = 1 / (1 - layer.rate);
    for (let i = 0; i < data.length; i++) {
      data[i] = data[i]! < layer.rate ? 0 : kept;
    }
    masks[path] = ndarray(data, [options.batch, channels]);
  }
  return masks;
}
