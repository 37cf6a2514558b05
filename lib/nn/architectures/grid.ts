import type { Layer, Network } from "../network/network.ts";
import { doublings, type ImageShape } from "./image_shape.ts";
import { transformerBlocks } from "./transformer.ts";

/** How images become grids of vectors, and back. */
export interface GridOptions {
  /** Strided convolutions, or a transformer over patches. */
  readonly architecture: "conv" | "vit";
  /** Height and width of the grid: those of images over a power of two. */
  readonly grid: number;
  /** Channels of the grid. */
  readonly channels: number;
  /** Channels of the first layer; of a transformer the length of its vectors. */
  readonly width: number;
}

/** Blocks of a small vision transformer, and its heads. */
const VIT = { blocks: 3, heads: 4 } as const;

/**
 * Maps images to grids of vectors.
 *
 * Sources: Rombach et al., "High-resolution image synthesis with latent diffusion
 * models", CVPR 2022 (a grid of vectors); Dosovitskiy et al., ICLR 2021 (vit).
 *
 * @example
 * ```ts
 * import { outputShape } from "../network/shapes.ts";
 * import { gridEncoder } from "./grid.ts";
 *
 * const encoder = gridEncoder([32, 32, 3], {
 *   architecture: "conv",
 *   grid: 8,
 *   channels: 4,
 *   width: 8,
 * });
 * console.assert(outputShape(encoder).join() === "8,8,4");
 * ```
 */
export function gridEncoder(image: ImageShape, options: GridOptions): Network {
  const { architecture, grid, channels, width } = options;
  const halvings = halvingsOf(image, grid);
  if (architecture === "vit") {
    const size = 2 ** halvings;
    return {
      input: image,
      layers: [
        { type: "patchify", size },
        { type: "dense", units: width },
        { type: "position", of: "learned" },
        ...transformerBlocks({ ...VIT, width }),
        { type: "layerNorm" },
        { type: "dense", units: channels },
        { type: "reshape", shape: [grid, grid, channels] },
      ],
    };
  }
  const layers: Layer[] = [];
  for (let block = 0; block < halvings; block++) {
    layers.push(
      { type: "conv", filters: width * 2 ** block, kernel: 4, stride: 2 },
      { type: "batchNorm" },
      { type: "relu" },
    );
  }
  return {
    input: image,
    layers: [...layers, { type: "conv", filters: channels, kernel: 1 }],
  };
}

/** Maps grids of vectors to images in [−1, 1]: the other way round. */
export function gridDecoder(image: ImageShape, options: GridOptions): Network {
  const { architecture, grid, channels, width } = options;
  const halvings = halvingsOf(image, grid);
  const input = [grid, grid, channels];
  if (architecture === "vit") {
    const size = 2 ** halvings;
    return {
      input,
      layers: [
        { type: "reshape", shape: [grid * grid, channels] },
        { type: "dense", units: width },
        { type: "position", of: "learned" },
        ...transformerBlocks({ ...VIT, width }),
        { type: "layerNorm" },
        { type: "dense", units: size * size * image[2] },
        { type: "unpatchify", size, rows: grid, columns: grid },
        { type: "tanh" },
      ],
    };
  }
  const layers: Layer[] = [
    { type: "conv", filters: width * 2 ** (halvings - 1), kernel: 3 },
    { type: "batchNorm" },
    { type: "relu" },
  ];
  for (let block = halvings - 2; block >= 0; block--) {
    layers.push(
      {
        type: "convTranspose",
        filters: width * 2 ** block,
        kernel: 4,
        stride: 2,
      },
      { type: "batchNorm" },
      { type: "relu" },
    );
  }
  return {
    input,
    layers: [
      ...layers,
      { type: "convTranspose", filters: image[2], kernel: 4, stride: 2 },
      { type: "tanh" },
    ],
  };
}

/** Number of halvings from an image to a grid. */
function halvingsOf(image: ImageShape, grid: number): number {
  const all = doublings(image);
  const count = Math.log2(image[0] / grid);
  if (Number.isInteger(count) && count >= 1 && count <= all + 2) return count;
  throw new RangeError(
    `Cannot map images of ${image[0]}×${
      image[1]
    } to a grid of ${grid}×${grid}: expected a grid of ${
      Array.from({ length: all }, (_, i) => image[0] / 2 ** (i + 1)).join(", ")
    } …`,
  );
}
