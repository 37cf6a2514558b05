import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { gridConfig, width } from "./config.ts";

/**
 * A vector-quantised autoencoder: each place of a grid becomes the nearest of a
 * book of vectors, and a code is the numbers of these: tokens. New ones are drawn
 * by a prior over tokens, such as `prior.transformer`.
 *
 * Source: van den Oord et al., NeurIPS 2017, with a book that follows by moving
 * averages (appendix A.1).
 */
export const vqvae = defineEncoder({
  name: "encode.vqvae",
  version: 1,
  summary: "Trains an autoencoder whose codes are tokens of a book",
  source: "van den Oord et al., Neural discrete representation learning, 2017",
  layout: "tokens",
  config: z.object({
    ...gridConfig,
    decoderWidth: width(32, "Channels before the decoder's last layer"),
    codes: z.int().min(2).max(65_536).default(128).describe(
      "Vectors in the book: the vocabulary",
    ),
    channels: z.int().positive().max(1024).default(16).describe(
      "Length of a vector of the book",
    ),
    commitment: z.number().min(0).default(0.25).describe(
      "Weight of the distance of vectors from those of the book",
    ),
  }),
  nets({ nn, config, image }) {
    const { codes, commitment, decoderWidth } = config;
    const trunk = nn.gridEncoder(image, config);
    return {
      encoder: {
        ...trunk,
        layers: [
          ...trunk.layers,
          { type: "vectorQuantizer", codes, commitment },
        ],
      },
      decoder: nn.gridDecoder(image, { ...config, width: decoderWidth }),
    };
  },
  loss({ tf, nn, net, x }) {
    const { output, reports } = net.encoder.full(x);
    const error = nn.meanSquaredError(net.decoder(output), x);
    const [commitment] = nn.reported(reports, "commitment");
    const [perplexity] = nn.reported(reports, "perplexity");
    return {
      loss: tf.add(error, commitment!),
      metrics: { error, perplexity: perplexity! },
    };
  },
  codes: "encoder",
  decode: "decoder",
});
