import type { Layer, Network } from "../network/network.ts";

/** Length of what a time becomes. */
const WAVES = 32;

/**
 * A network for the velocity of a flow over vectors: `[dim]` and a `time` in
 * [0, 1] to `[dim]`, by residual blocks of two dense layers.
 *
 * @example
 * ```ts
 * import { outputShape } from "../network/shapes.ts";
 * import { vectorVelocity } from "./vector_velocity.ts";
 *
 * const network = vectorVelocity(8, { width: 16, blocks: 2 });
 * console.assert(outputShape(network).join() === "8");
 * ```
 */
export function vectorVelocity(
  dim: number,
  { width, blocks }: { readonly width: number; readonly blocks: number },
): Network {
  const block: Layer = {
    type: "residual",
    shortcut: [],
    body: [
      { type: "relu" },
      { type: "dense", units: width },
      { type: "relu" },
      { type: "dense", units: width },
    ],
  };
  return {
    input: [dim],
    given: { time: [1] },
    steering: { waves: { time: [{ type: "waves", dim: WAVES }] } },
    layers: [
      { type: "beside", of: "waves" },
      { type: "dense", units: width },
      ...Array<Layer>(blocks).fill(block),
      { type: "relu" },
      { type: "dense", units: dim },
    ],
  };
}
