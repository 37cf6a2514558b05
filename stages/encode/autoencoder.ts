import { z } from "zod";
import { optional } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Generator, Images, Latents, Scores } from "../kinds.ts";
import {
  batch,
  dim,
  rate,
  seed,
  steps,
  whiten,
  WHITENS_WITHIN,
  whitensWithin,
  width,
} from "./_config.ts";

/**
 * A convolutional autoencoder: encoder and decoder trained together on squared
 * error. Images must be square, of 8, 16, 32, … pixels. Codes are standardised;
 * nothing makes them normal, so drawing new ones takes a fitted prior.
 *
 * Source: Hinton and Salakhutdinov, Science 2006, with convolutions.
 */
export const autoencoder = defineStage({
  name: "encode.autoencoder",
  version: 3,
  summary: "Trains an autoencoder and keeps its codes",
  source: "Hinton and Salakhutdinov, Science 2006",
  config: z.object({
    dim,
    width: width(16, "Channels of the encoder's first layer"),
    decoderWidth: width(16, "Channels before the decoder's last layer"),
    steps: steps(1500),
    batch,
    rate,
    whiten,
    seed,
  }).refine(whitensWithin, WHITENS_WITHIN),
  inputs: { images: Images, heldOut: optional(Images) },
  outputs: {
    encoder: Encoder,
    decoder: Generator,
    latents: Latents,
    scores: Scores,
  },
  random: true,
  tensors: true,
  resources: { threads: 2, gpu: 1 / 2 },
  run: async ({ config, inputs, ctx }) =>
    (await import("./_train_autoencoder.ts")).trainAutoencoder({
      config: { ...config, dropout: 0 },
      inputs,
      ctx,
    }),
});
