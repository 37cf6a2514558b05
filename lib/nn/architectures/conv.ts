import type { Layer, Network } from "../network/network.ts";
import { doublings, type ImageShape } from "./image_shape.ts";

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
 * import { convBackbone } from "./conv.ts";
 * import { outputShape } from "../network/shapes.ts";
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
 * import { convEncoder } from "./conv.ts";
 * import { outputShape } from "../network/shapes.ts";
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
