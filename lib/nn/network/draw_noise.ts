import { type NdArray, ndarray, sizeOf } from "../../tensor/array.ts";
import type { Random } from "../../stats/random.ts";
import type { Network } from "./network.ts";
import { traceNetwork } from "./trace.ts";

/**
 * Numbers that the layers of a network draw for one batch, by name: zero with the
 * layer's probability, else the reciprocal of the probability of keeping.
 *
 * @example
 * ```ts
 * import { random } from "../../stats/random.ts";
 * import { drawNoise } from "./draw_noise.ts";
 *
 * const noise = drawNoise(
 *   { input: [3], layers: [{ type: "channelDropout", rate: 0.5 }] },
 *   { batch: 2, random: random(1n, "noise") },
 * );
 * const values = [...noise["0/mask"]!.data];
 * console.assert(values.every((value) => value === 0 || value === 2));
 * ```
 */
export function drawNoise(
  network: Network,
  { batch, random }: { readonly batch: number; readonly random: Random },
): Record<string, NdArray<"float32">> {
  const noise: Record<string, NdArray<"float32">> = {};
  for (const { name, shape, law } of traceNetwork(network).noise) {
    const data = random.uniform(new Float32Array(batch * sizeOf(shape)));
    const kept = 1 / (1 - law.rate);
    for (let i = 0; i < data.length; i++) {
      data[i] = data[i]! < law.rate ? 0 : kept;
    }
    noise[name] = ndarray(data, [batch, ...shape]);
  }
  return noise;
}
