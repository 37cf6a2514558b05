import type { Layer, Network } from "../network/network.ts";
import { spectrallyNormed } from "./spectrally_normed.ts";
import { doublings, type ImageShape } from "./image_shape.ts";

/**
 * DCGAN generator: dense to 4×4, then transposed 4×4 convolutions of stride 2
 * that halve the channels, with batch norm and ReLU; tanh at the end.
 *
 * Source: Radford et al., "Unsupervised representation learning with DCGAN",
 * ICLR 2016.
 *
 * @param dim Length of a code
 * @param options `width` is the number of channels before the last layer
 *
 * @example
 * ```ts
 * import { dcganGenerator } from "./dcgan.ts";
 * import { outputShape } from "../network/shapes.ts";
 *
 * const generator = dcganGenerator(10, { image: [32, 32, 1], width: 8 });
 * console.assert(outputShape(generator).join() === "32,32,1");
 * ```
 */
export function dcganGenerator(
  dim: number,
  options: { readonly image: ImageShape; readonly width: number },
): Network {
  const { image, width } = options;
  const blocks = doublings(image);
  const top = width * 2 ** (blocks - 1);
  const layers: Layer[] = [
    { type: "dense", units: 16 * top },
    { type: "reshape", shape: [4, 4, top] },
    { type: "batchNorm" },
    { type: "relu" },
  ];
  for (let block = 1; block < blocks; block++) {
    layers.push(
      {
        type: "convTranspose",
        filters: top / 2 ** block,
        kernel: 4,
        stride: 2,
      },
      { type: "batchNorm" },
      { type: "relu" },
    );
  }
  layers.push(
    { type: "convTranspose", filters: image[2], kernel: 4, stride: 2 },
    { type: "tanh" },
  );
  return { input: [dim], layers };
}

/**
 * DCGAN critic with spectral norm in the place of batch norm: 4×4 convolutions of
 * stride 2 that double the channels, leaky ReLU 0.2, dense.
 *
 * @param image Shape of an image
 * @param options `width` is the number of channels of the first layer
 *
 * @example
 * ```ts
 * import { dcganCritic } from "./dcgan.ts";
 * import { outputShape } from "../network/shapes.ts";
 *
 * const critic = dcganCritic([32, 32, 1], { width: 8 });
 * console.assert(outputShape(critic).join() === "1");
 * ```
 */
export function dcganCritic(
  image: ImageShape,
  options: { readonly width: number },
): Network {
  const layers: Layer[] = [];
  for (let block = 0; block < doublings(image); block++) {
    layers.push(
      {
        type: "conv",
        filters: options.width * 2 ** block,
        kernel: 4,
        stride: 2,
      },
      { type: "leakyRelu", slope: 0.2 },
    );
  }
  layers.push({ type: "flatten" }, { type: "dense", units: 1 });
  return spectrallyNormed({ input: image, layers });
}

/**
 * Puts channel dropout of this rate after every block of a DCGAN generator but the last.
 *
 * @example
 * ```ts
 * import { dcganGenerator, weakened } from "./dcgan.ts";
 *
 * const decoder = dcganGenerator(10, { image: [16, 16, 1], width: 8 });
 * const weak = weakened(decoder, 0.5);
 * console.assert(weak.layers.length === decoder.layers.length + 2);
 * ```
 */
export function weakened(decoder: Network, rate: number): Network {
  if (rate === 0) return decoder;
  return {
    input: decoder.input,
    layers: decoder.layers.flatMap((layer): Layer[] =>
      layer.type === "relu"
        ? [layer, { type: "channelDropout", rate }]
        : [layer]
    ),
  };
}
