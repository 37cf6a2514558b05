import type { Layer, Network } from "../network/network.ts";
import { TRANSFORMER_SIZES } from "./transformer.ts";

/** Names of sizes, ascending. */
export const SIZES = ["XS", "S", "M", "L"] as const;

/** A named size. */
export type Size = (typeof SIZES)[number];

/** Convolutional bodies: channels at full extent, and blocks at each extent. */
const CONV_SIZES: Readonly<Record<Size, { width: number; blocks: number }>> = {
  XS: { width: 12, blocks: 1 },
  S: { width: 24, blocks: 1 },
  M: { width: 48, blocks: 2 },
  L: { width: 96, blocks: 2 },
};

/** Length of what a time becomes before layers are steered by it. */
const WAVES = 64;

/** How a velocity network is built. */
export interface VelocityOptions {
  /** Convolutions at three extents, or a transformer over patches. */
  readonly body: "conv" | "dit";
  /** How large it is. */
  readonly size: Size;
  /** Length of a code that steers it besides the time; 0 for none. */
  readonly code?: number;
  /** Pixels of a side of a patch, for `dit`. Default 1 up to 8 pixels, else the least that leaves at most 8 patches a side. */
  readonly patch?: number;
}

/**
 * A network for the velocity of a flow over images or grids: `[h, w, c]` at a
 * `time` in [0, 1], and with `code` besides, to the same shape. It starts at
 * velocity zero.
 *
 * Sources: Peebles and Xie, "Scalable diffusion models with transformers", ICCV
 * 2023 (dit); Ronneberger et al., "U-Net", 2015, with sums for what it passes
 * across, and steered blocks as in the former (conv).
 *
 * @example
 * ```ts
 * import { outputShape } from "../network/shapes.ts";
 * import { velocityNetwork } from "./velocity.ts";
 *
 * const network = velocityNetwork([8, 8, 4], { body: "dit", size: "XS" });
 * console.assert(outputShape(network).join() === "8,8,4");
 * ```
 */
export function velocityNetwork(
  shape: readonly number[],
  { body, size, code = 0, patch }: VelocityOptions,
): Network {
  const [height, width, channels] = shape as [number, number, number];
  const steered = body === "conv"
    ? CONV_SIZES[size].width * 4
    : TRANSFORMER_SIZES[size].width;
  const dense: Layer[] = [
    { type: "dense", units: steered },
    { type: "silu" },
    { type: "dense", units: steered },
  ];
  return {
    input: shape,
    given: { time: [1], ...(code > 0 && { code: [code] }) },
    steering: {
      steering: {
        time: [{ type: "waves", dim: WAVES }, ...dense],
        ...(code > 0 && { code: dense }),
      },
    },
    layers: body === "conv"
      ? convLayers({ height, width, channels }, CONV_SIZES[size])
      : ditLayers({ height, width, channels }, { size, patch }),
  };
}

interface Extents {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function convLayers(
  { height, width: columns, channels }: Extents,
  { width, blocks }: { readonly width: number; readonly blocks: number },
): Layer[] {
  const block = (filters: number): Layer => ({
    type: "modulated",
    by: "steering",
    body: [
      { type: "conv", filters, kernel: 3 },
      { type: "silu" },
      { type: "conv", filters, kernel: 3 },
    ],
  });
  const level = (depth: number): Layer[] => {
    const extent = Math.min(height, columns) / 2 ** depth;
    const filters = width * 2 ** depth;
    const own = Array<Layer>(blocks).fill(block(filters));
    if (depth === 2 || extent % 2 !== 0 || extent <= 2) return own;
    return [
      ...own,
      {
        type: "residual",
        shortcut: [],
        body: [
          { type: "conv", filters: 2 * filters, kernel: 3, stride: 2 },
          ...level(depth + 1),
          { type: "conv", filters, kernel: 1 },
          { type: "upsample", factor: 2 },
        ],
      },
      ...own,
    ];
  };
  return [
    { type: "conv", filters: width, kernel: 3 },
    ...level(0),
    { type: "conv", filters: channels, kernel: 3, scale: 0 },
  ];
}

function ditLayers(
  { height, width: columns, channels }: Extents,
  { size, patch }: {
    readonly size: Size;
    readonly patch: number | undefined;
  },
): Layer[] {
  const { width, blocks, heads } = TRANSFORMER_SIZES[size];
  const side = patch ?? leastPatch(Math.max(height, columns));
  const block: Layer[] = [
    { type: "modulated", by: "steering", body: [{ type: "attention", heads }] },
    {
      type: "modulated",
      by: "steering",
      body: [
        { type: "dense", units: 4 * width },
        { type: "gelu" },
        { type: "dense", units: width },
      ],
    },
  ];
  return [
    { type: "patchify", size: side },
    { type: "dense", units: width },
    { type: "position", of: "sine" },
    ...Array<Layer[]>(blocks).fill(block).flat(),
    { type: "layerNorm" },
    { type: "dense", units: side * side * channels, scale: 0 },
    {
      type: "unpatchify",
      size: side,
      rows: height / side,
      columns: columns / side,
    },
  ];
}

/** The least power of two that leaves at most 8 patches a side. */
function leastPatch(extent: number): number {
  let patch = 1;
  while (extent / patch > 8) patch *= 2;
  return patch;
}
