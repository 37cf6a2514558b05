import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { optional } from "../../lib/dsl/kind.ts";
import { Latents, Prior, Scores } from "../kinds.ts";
import { rate, seed, steps, width } from "../encode/_config.ts";
import { noise } from "./_config.ts";

/**
 * Flow matching: a residual network learns the velocity that carries the
 * standard normal law to the law of the codes along straight lines; codes are
 * drawn by integrating it with Heun's method.
 */
export const flow = defineStage({
  name: "prior.flow",
  version: 2,
  summary: "Fits a flow from the normal law to the law of the codes",
  source: "Lipman et al., Flow matching for generative modeling, ICLR 2023",
  config: z.object({
    width: width(256, "Units of a hidden layer"),
    blocks: z.int().positive().max(64).default(3).describe(
      "Residual blocks of two layers",
    ),
    steps: steps(3000),
    batch: z.int().min(2).default(256).describe("Codes a step"),
    rate,
    ema: z.number().min(0).max(1).default(0.999).describe(
      "Decay of the averaged weights",
    ),
    integration: z.int().positive().max(1000).default(20).describe(
      "Heun steps when drawing",
    ),
    noise,
    seed,
  }),
  inputs: { latents: Latents, heldOut: optional(Latents) },
  outputs: { prior: Prior, scores: Scores },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 2 },
  run: async (args) => (await import("./_train_flow.ts")).trainFlow(args),
});
