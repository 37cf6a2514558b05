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
 * First stage of a Decoupled Autoencoder: the encoder is trained with a
 * deliberately weak auxiliary decoder. The second stage is `generate.decoder`,
 * which trains the real decoder on the frozen encoder. The auxiliary decoder
 * is weak by channel dropout after each of its blocks, by its width, or both.
 */
export const dae = defineStage({
  name: "encode.dae",
  version: 3,
  summary: "Trains an encoder with a weak auxiliary decoder",
  source: "Hu et al., Complexity Matters, arXiv 2307.08283, section 4",
  config: z.object({
    dim,
    width: width(16, "Channels of the encoder's first layer"),
    decoderWidth: width(
      8,
      "Channels before the auxiliary decoder's last layer",
    ),
    dropout: z.number().min(0).max(0.95).default(0.4).describe(
      "Probability of dropping a channel after each decoder block",
    ),
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
  run: async (args) =>
    (await import("./_train_autoencoder.ts")).trainAutoencoder(args),
});
