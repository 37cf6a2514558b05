import type { Network } from "../network/network.ts";
import {
  TRANSFORMER_SIZES,
  transformerBlocks,
  type TransformerSize,
} from "./transformer.ts";

/**
 * A transformer that tells the odds of each token from those before it:
 * `[length]` to `[length, vocabulary]`, as logits. Token `vocabulary` is put
 * before the first.
 *
 * Source: Radford et al., GPT-2, 2019, on the tokens of images as in Esser et al.,
 * "Taming transformers", CVPR 2021, section 3.2.
 *
 * @example
 * ```ts
 * import { outputShape } from "../network/shapes.ts";
 * import { tokenTransformer } from "./token_transformer.ts";
 *
 * const network = tokenTransformer({ length: 16, vocabulary: 8 }, "XS");
 * console.assert(outputShape(network).join() === "16,8");
 * ```
 */
export function tokenTransformer(
  { length, vocabulary }: {
    readonly length: number;
    readonly vocabulary: number;
  },
  size: keyof typeof TRANSFORMER_SIZES,
): Network {
  const shape: TransformerSize = TRANSFORMER_SIZES[size];
  return {
    input: [length],
    layers: [
      { type: "embedding", vocabulary: vocabulary + 1, dim: shape.width },
      { type: "position", of: "learned" },
      ...transformerBlocks(shape, { causal: true }),
      { type: "layerNorm" },
      { type: "dense", units: vocabulary, scale: 0 },
    ],
  };
}
