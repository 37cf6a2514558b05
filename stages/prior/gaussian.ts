import { z } from "zod";
import { defineFittedPrior } from "../roles/prior.ts";
import { noise } from "./config.ts";
import { mixtureLaw } from "./mixture_law.ts";

/**
 * A normal law with the codes' mean and covariance. For principal components,
 * whose codes are uncorrelated, it is close to `prior.normal`. The scores are
 * mean negative log-densities in nats; as densities they compare between priors
 * over the same codes, never between latents.
 */
export const gaussian = defineFittedPrior({
  name: "prior.gaussian",
  version: 2,
  summary: "Fits a normal law to codes",
  config: z.object({ noise }),
  takes: ["vector", "grid", "sequence"],
  fit: async ({ latents, heldOut }) =>
    (await import("./work/fit_mixture.ts")).fitMixture({ latents, heldOut }, {
      family: "gaussian",
      components: 1,
      iterations: 1,
      ridge: 1e-6,
      fit: Infinity,
      seed: 0n,
    }),
  ...mixtureLaw,
});
