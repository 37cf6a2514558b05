import { z } from "zod";
import { optional } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Images, Latents, Scores } from "../kinds.ts";
import {
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
 * SimCLR: two random views of each image must find each other among all views
 * of the batch. Views are random resized crops with changed brightness and
 * contrast, and mirrored where the data allows.
 *
 * Codes are the `dim` leading principal components, each of unit variance, of
 * the backbone's features before the projection head. The head is made to
 * forget what tells views of an image apart; a layer of `dim` units before it
 * forgets along: on MNIST such codes filled 5 of 32 dimensions. Among the
 * features are those of a 4×4 map with `conv`; of `resnet`, whose map is
 * averaged, they are narrower and know less of where things are.
 *
 * Source: Chen et al., ICML 2020; codes from before the head, section 4.2.
 */
export const simclr = defineStage({
  name: "encode.simclr",
  version: 2,
  summary: "Learns codes by contrasting views of images",
  source: "Chen et al., A simple framework for contrastive learning, ICML 2020",
  config: z.object({
    dim,
    architecture: z.enum(["conv", "resnet"]).default("conv").describe(
      "conv: strided 4×4 convolutions; resnet: 3×3 stem, three stages of one block",
    ),
    width: width(16, "Channels of the first layer"),
    projection: z.int().positive().default(128).describe(
      "Units of the projection head",
    ),
    temperature: z.number().positive().default(0.5).describe(
      "Divides similarities; the lower, the more the nearest other images count",
    ),
    crop: z.tuple([
      z.number().positive().max(1),
      z.number().positive().max(1),
    ]).default([0.3, 1]).describe("Least and greatest relative area of a view"),
    jitter: z.number().min(0).max(1).default(0.4).describe(
      "Strength of brightness and contrast changes",
    ),
    mirror: z.boolean().default(false).describe("Mirror views left to right"),
    steps: steps(1000),
    batch: z.int().min(4).max(4096).default(128).describe("Images a step"),
    rate,
    whiten,
    seed,
  }).refine(whitensWithin, WHITENS_WITHIN),
  inputs: { images: Images, heldOut: optional(Images) },
  outputs: { encoder: Encoder, latents: Latents, scores: Scores },
  random: true,
  tensors: true,
  resources: { threads: 2, gpu: 1 / 2 },
  run: async (args) => (await import("./_train_simclr.ts")).trainSimclr(args),
});
