import { prepend } from "../../../lib/nn/network/prepend.ts";
import { outputShape } from "../../../lib/nn/network/shapes.ts";
import type { Json, LatentSet, Model } from "../../kinds/mod.ts";
import type { Layout } from "../../layout.ts";

/** An encoder whose codes are tokens, and what they stand for. */
export interface Tokens {
  readonly encoder: Model;
  readonly layout: Layout;
  /** Codes as the vectors of the book. */
  vectorsOf(latents: LatentSet): LatentSet;
  /** A decoder of vectors as one of tokens. */
  decoderOf(decoder: Model): Model;
}

/**
 * An encoder that ends with a vector quantiser as one that gives the numbers of
 * its vectors; nothing for any other.
 */
export function asTokens(model: Model): Tokens | undefined {
  const { network, weights, facts } = model;
  const last = network.layers.at(-1);
  if (last?.type !== "vectorQuantizer") return undefined;
  const at = network.layers.length - 1;
  const book = weights[`${at}/book`]!;
  const [vocabulary = 0, size = 0] = book.shape;
  const [height = 0, width = 0] = outputShape(network);
  const layout: Layout = { tokens: [height, width, vocabulary] };
  const told = { layout: layout as unknown as Json };
  const own = Object.entries(weights).filter(([name]) =>
    !name.startsWith(`${at}/`)
  );
  return {
    layout,
    encoder: {
      network: {
        ...network,
        layers: [
          ...network.layers.slice(0, -1),
          { type: "nearest", codes: vocabulary },
        ],
      },
      weights: { ...Object.fromEntries(own), [`${at}/book`]: book },
      facts: { ...facts, ...told },
    },
    vectorsOf(latents) {
      const codes = new Float32Array(latents.codes.length * size);
      latents.codes.forEach((token, i) => {
        codes.set(
          book.data.subarray(token * size, (token + 1) * size) as Float32Array,
          i * size,
        );
      });
      const { layout: _, ...rest } = latents;
      return { ...rest, codes, dim: latents.dim * size };
    },
    decoderOf(decoder) {
      const { network, ...rest } = prepend(decoder, {
        layer: { type: "embedding", vocabulary, dim: size },
        weights: { table: book },
      });
      return {
        ...rest,
        network: { ...network, input: [height, width] },
        facts: { ...decoder.facts, ...told },
      };
    },
  };
}
