import { z } from "zod";
import { ndarray } from "../../lib/tensor/array.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Latents, Prior } from "../kinds.ts";
import { noise } from "./_config.ts";

/**
 * The law of given codes, each with equal weight. With training codes it is
 * the latent that a generator can be trained on; with held-out codes it tests
 * whether the generator learned more than those. Neither is generation: the
 * codes come from images.
 */
export const empirical = defineStage({
  name: "prior.empirical",
  version: 2,
  summary: "Draws codes from given ones, with optional smoothing",
  config: z.object({
    smoothing: z.number().min(0).default(0).describe(
      "Standard deviation of normal noise added to a code",
    ),
    noise,
  }),
  inputs: { latents: Latents },
  outputs: { prior: Prior },
  run: ({ config, inputs: { latents } }) =>
    Promise.resolve({
      prior: {
        family: "empirical" as const,
        dim: latents.dim + config.noise,
        weights: {
          codes: ndarray(latents.codes, [latents.count, latents.dim]),
        },
        facts: {
          codes: latents.count,
          smoothing: config.smoothing,
          noise: config.noise,
          parameters: latents.count * latents.dim,
        },
      },
    }),
});
