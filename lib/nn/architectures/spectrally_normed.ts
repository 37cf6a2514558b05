import type { Layer, Network } from "../network/network.ts";

/**
 * A network whose kernels are divided by their largest singular values.
 *
 * Source: Miyato et al., "Spectral Normalization for GANs", ICLR 2018.
 *
 * @example
 * ```ts
 * import { spectrallyNormed } from "./spectrally_normed.ts";
 *
 * const { layers } = spectrallyNormed({
 *   input: [2],
 *   layers: [{ type: "dense", units: 1 }, { type: "relu" }],
 * });
 * console.assert(layers.map(({ type }) => type).join() === "spectralNorm,relu");
 * ```
 */
export function spectrallyNormed(network: Network): Network {
  return { ...network, layers: network.layers.map(normed) };
}

function normed(layer: Layer): Layer {
  switch (layer.type) {
    case "dense":
    case "conv":
    case "convTranspose":
      return { type: "spectralNorm", of: layer };
    case "residual":
      return {
        ...layer,
        body: layer.body.map(normed),
        shortcut: layer.shortcut.map(normed),
      };
    default:
      return layer;
  }
}
