import type { Layer, Network } from "./network.ts";

/** Image shape `[height, width, channels]`; the extents equal and 4·2^k. */
export type ImageShape = readonly [number, number, number];

/** Number of doublings between 4×4 and the image. */
function doublings([height, width]: ImageShape): number {
  const count = Math.log2(height / 4);
  if (height !== width || !Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot build a network: expected square images of 8, 16, 32, 64, … pixels, got ${height}×${width}`,
    );
  }
  return count;
}

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
 * import { dcganGenerator } from "./architectures.ts";
 * import { outputShape } from "./shapes.ts";
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
 * DCGAN critic without normalisation, to be used with spectral norm: 4×4
 * convolutions of stride 2 that double the channels, leaky ReLU 0.2, dense.
 *
 * @param image Shape of an image
 * @param options `width` is the number of channels of the first layer
 *
 * @example
 * ```ts
 * import { dcganCritic } from "./architectures.ts";
 * import { outputShape } from "./shapes.ts";
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
  return { input: image, layers };
}

/**
 * Residual network for small images: a 3×3 stem of stride 1 and no pooling,
 * then stages of two-convolution blocks, each stage after the first halving
 * the extent and doubling the channels; global average at the end.
 *
 * Source: He et al., "Deep Residual Learning", CVPR 2016, section 4.2.
 *
 * @param image Shape of an image
 * @param options `width` channels in the first stage; `blocks` a stage
 *
 * @example
 * ```ts
 * import { resnet } from "./architectures.ts";
 * import { outputShape } from "./shapes.ts";
 *
 * const network = resnet([32, 32, 3], { width: 16, blocks: [2, 2, 2] });
 * console.assert(outputShape(network).join() === "64");
 * ```
 */
export function resnet(
  image: ImageShape,
  options: { readonly width: number; readonly blocks: readonly number[] },
): Network {
  const { width, blocks } = options;
  const layers: Layer[] = [
    { type: "conv", filters: width, kernel: 3, bias: false },
    { type: "batchNorm" },
    { type: "relu" },
  ];
  let channels = width;
  for (const [stage, count] of blocks.entries()) {
    for (let block = 0; block < count; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const filters = width * 2 ** stage;
      layers.push({
        type: "residual",
        body: [
          { type: "conv", filters, kernel: 3, stride, bias: false },
          { type: "batchNorm" },
          { type: "relu" },
          { type: "conv", filters, kernel: 3, bias: false },
          { type: "batchNorm" },
        ],
        shortcut: stride === 1 && filters === channels ? [] : [
          { type: "conv", filters, kernel: 1, stride, bias: false },
          { type: "batchNorm" },
        ],
      }, { type: "relu" });
      channels = filters;
    }
  }
  layers.push({ type: "globalPool" });
  return { input: image, layers };
}

/**
 * Convolutional backbone: 4×4 convolutions of stride 2 that double the channels
 * down to 4×4, each with batch norm and ReLU, as one vector.
 *
 * @param image Shape of an image
 * @param options `width` channels of the first layer; `norm`: batch norm,
 * default true
 *
 * @example
 * ```ts
 * import { convBackbone } from "./architectures.ts";
 * import { outputShape } from "./shapes.ts";
 *
 * const backbone = convBackbone([32, 32, 1], { width: 8 });
 * console.assert(outputShape(backbone).join() === `${4 * 4 * 32}`);
 * ```
 */
export function convBackbone(
  image: ImageShape,
  options: { readonly width: number; readonly norm?: boolean },
): Network {
  const { width, norm = true } = options;
  const layers: Layer[] = [];
  for (let block = 0; block < doublings(image); block++) {
    layers.push({
      type: "conv",
      filters: width * 2 ** block,
      kernel: 4,
      stride: 2,
    });
    if (norm) layers.push({ type: "batchNorm" });
    layers.push({ type: "relu" });
  }
  return { input: image, layers: [...layers, { type: "flatten" }] };
}

/**
 * Convolutional encoder: {@linkcode convBackbone}, then dense.
 *
 * @param image Shape of an image
 * @param options `width` channels of the first layer; `units` of the last;
 * `norm`: batch norm, default true
 *
 * @example
 * ```ts
 * import { convEncoder } from "./architectures.ts";
 * import { outputShape } from "./shapes.ts";
 *
 * const encoder = convEncoder([32, 32, 1], { width: 8, units: 10 });
 * console.assert(outputShape(encoder).join() === "10");
 * ```
 */
export function convEncoder(
  image: ImageShape,
  options: {
    readonly width: number;
    readonly units: number;
    readonly norm?: boolean;
  },
): Network {
  const { input, layers } = convBackbone(image, options);
  return {
    input,
    layers: [...layers, { type: "dense", units: options.units }],
  };
}

/**
 * Puts channel dropout of this rate after every block of a DCGAN generator but the last.
 *
 * @example
 * ```ts
 * import { dcganGenerator, weakened } from "./architectures.ts";
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
