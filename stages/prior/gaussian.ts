import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { optional } from "../../lib/dsl/kind.ts";
import { Latents, Prior, Scores } from "../kinds.ts";
import { noise } from "./_config.ts";

/**
 * A normal law with the codes' mean and covariance. For principal components,
 * whose codes are uncorrelated, it is close to `prior.normal`. The scores are
 * mean negative log-densities in nats; as densities they compare between priors
 * over the same codes, never between latents.
 */
export const gaussian = defineStage({
  name: "prior.gaussian",
  version: 2,
  summary: "Fits a normal law to codes",
  config: z.object({ noise }),
  inputs: { latents: Latents, heldOut: optional(Latents) },
  outputs: { prior: Prior, scores: Scores },
  run: async ({ config, inputs }) =>
    (await import("./_fit_mixture.ts")).fitMixture(inputs, {
      ...config,
      family: "gaussian",
      components: 1,
      iterations: 1,
      ridge: 1e-6,
      fit: Infinity,
      seed: 0n,
    }),
});
