import { z } from "zod";
import { optional } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Images, Latents, Scores } from "../kinds.ts";
import {
  dim,
  seed,
  whiten,
  WHITENS_WITHIN,
  whitensWithin,
  width,
} from "./_config.ts";

/**
 * A convolutional network with random weights: a control that is data-dependent
 * without having learned anything.
 */
export const randomConv = defineStage({
  name: "encode.randomConv",
  version: 2,
  summary: "Encodes images with an untrained network, as a control",
  source:
    "Jarrett et al., What is the best multi-stage architecture, ICCV 2009",
  config: z.object({
    dim,
    width: width(16, "Channels of the first layer"),
    whiten,
    seed,
  }).refine(whitensWithin, WHITENS_WITHIN),
  inputs: { images: Images, heldOut: optional(Images) },
  outputs: { encoder: Encoder, latents: Latents, scores: Scores },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./_make_random_conv.ts")).makeRandomConv(args),
});
