import type { Layer } from "../network/network.ts";

/** How large a transformer is. */
export interface TransformerSize {
  /** Length of its vectors, a multiple of the heads. */
  readonly width: number;
  /** Blocks of attention and two dense layers. */
  readonly blocks: number;
  /** Heads of attention. */
  readonly heads: number;
}

/** Named sizes, each about four times the one before. */
export const TRANSFORMER_SIZES = {
  XS: { width: 48, blocks: 3, heads: 3 },
  S: { width: 96, blocks: 4, heads: 4 },
  M: { width: 192, blocks: 6, heads: 6 },
  L: { width: 384, blocks: 8, heads: 6 },
} as const satisfies Readonly<Record<string, TransformerSize>>;

/**
 * Blocks of attention and two dense layers over a sequence of vectors, normalised
 * before each.
 *
 * Source: Vaswani et al., 2017, with layer norm before, as in GPT-2.
 *
 * @param options `causal`: whether a vector sees only those before it
 */
export function transformerBlocks(
  { width, blocks, heads }: TransformerSize,
  { causal = false }: { readonly causal?: boolean } = {},
): Layer[] {
  return Array.from({ length: blocks }, (): Layer[] => [
    {
      type: "residual",
      shortcut: [],
      body: [{ type: "layerNorm" }, { type: "attention", heads, causal }],
    },
    {
      type: "residual",
      shortcut: [],
      body: [
        { type: "layerNorm" },
        { type: "dense", units: 4 * width },
        { type: "gelu" },
        { type: "dense", units: width },
      ],
    },
  ]).flat();
}
