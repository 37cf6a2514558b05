import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Prior } from "../kinds.ts";
import { dim } from "../encode/_config.ts";

/** The standard normal law: the latent that knows nothing of the data. */
export const normal = defineStage({
  name: "prior.normal",
  version: 1,
  summary: "Draws codes from the standard normal law",
  config: z.object({ dim }),
  inputs: {},
  outputs: { prior: Prior },
  run: ({ config }) =>
    Promise.resolve({
      prior: {
        family: "normal" as const,
        dim: config.dim,
        weights: {},
        facts: { parameters: 0 },
      },
    }),
});
