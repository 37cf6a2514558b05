import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { autoencoderConfig } from "./config.ts";

/**
 * A convolutional autoencoder: encoder and decoder trained together on squared
 * error. Images must be square, of 8, 16, 32, … pixels. Codes are standardised;
 * nothing makes them normal, so drawing new ones takes a fitted prior.
 *
 * Source: Hinton and Salakhutdinov, Science 2006, with convolutions.
 */
export const autoencoder = defineEncoder({
  name: "encode.autoencoder",
  version: 4,
  summary: "Trains an autoencoder and keeps its codes",
  source: "Hinton and Salakhutdinov, Science 2006",
  config: z.object(autoencoderConfig),
  nets: ({ nn, config: { dim, width, decoderWidth }, image }) => ({
    encoder: nn.convEncoder(image, { width, units: dim }),
    decoder: nn.dcganGenerator(dim, { image, width: decoderWidth }),
  }),
  loss: ({ nn, net, x }) => nn.meanSquaredError(net.decoder(net.encoder(x)), x),
  codes: "encoder",
  decode: "decoder",
});
