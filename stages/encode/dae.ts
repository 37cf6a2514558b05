import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { autoencoderConfig, width } from "./config.ts";

/**
 * First stage of a Decoupled Autoencoder: the encoder is trained with a
 * deliberately weak auxiliary decoder. The second stage is `generate.decoder`,
 * which trains the real decoder on the frozen encoder. The auxiliary decoder
 * is weak by channel dropout after each of its blocks, by its width, or both.
 */
export const dae = defineEncoder({
  name: "encode.dae",
  version: 5,
  summary: "Trains an encoder with a weak auxiliary decoder",
  source: "Hu et al., Complexity Matters, arXiv 2307.08283, section 4",
  config: z.object({
    ...autoencoderConfig,
    decoderWidth: width(
      8,
      "Channels before the auxiliary decoder's last layer",
    ),
    dropout: z.number().min(0).max(0.95).default(0.4).describe(
      "Probability of dropping a channel after each decoder block",
    ),
  }),
  nets: ({ nn, config: { dim, width, decoderWidth, dropout }, image }) => ({
    encoder: nn.convEncoder(image, { width, units: dim }),
    decoder: nn.weakened(
      nn.dcganGenerator(dim, { image, width: decoderWidth }),
      dropout,
    ),
  }),
  loss: ({ nn, net, x }) => nn.meanSquaredError(net.decoder(net.encoder(x)), x),
  codes: "encoder",
  decode: "decoder",
});
