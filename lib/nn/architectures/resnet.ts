import type { Layer, Network } from "../network/network.ts";
import type { ImageShape } from "./image_shape.ts";

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
 * import { resnet } from "./resnet.ts";
 * import { outputShape } from "../network/shapes.ts";
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
