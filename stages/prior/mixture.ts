import { z } from "zod";
import { seed } from "../encode/config.ts";
import { defineFittedPrior } from "../roles/prior.ts";
import { noise } from "./config.ts";
import { mixtureLaw } from "./mixture_law.ts";

/**
 * A mixture of normal laws with full covariances, fitted by expectation
 * maximisation: the default law of generation. A component of few codes is
 * drawn towards a round one, and there is at most one for eight codes. The
 * scores are mean negative log-densities in nats:
 * `nllHeldOut` well above `nllTrain` means too many components for the codes at
 * hand. They compare between priors over the same codes, never between latents.
 *
 * Source: Dempster et al. 1977; Bishop, PRML, section 9.2.
 */
export const mixture = defineFittedPrior({
  name: "prior.mixture",
  version: 2,
  summary: "Fits a mixture of normal laws to codes",
  source: "Dempster et al. 1977; Bishop, PRML, section 9.2",
  config: z.object({
    components: z.int().positive().max(1000).default(50).describe(
      "Most normal laws in the mixture",
    ),
    iterations: z.int().positive().default(40).describe(
      "Most passes over the codes",
    ),
    ridge: z.number().positive().default(1e-3).describe(
      "Added to the diagonal of every covariance",
    ),
    fit: z.int().positive().default(10_000).describe(
      "Most codes used for fitting",
    ),
    noise,
    seed,
  }),
  random: true,
  takes: ["vector", "grid", "sequence"],
  fit: async ({ config: { noise: _, ...config }, latents, heldOut, seed }) =>
    (await import("./work/fit_mixture.ts")).fitMixture({ latents, heldOut }, {
      ...config,
      family: "mixture",
      seed,
    }),
  ...mixtureLaw,
});
