import { z } from "zod";
import { laid } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { dim } from "../encode/config.ts";
import { Prior } from "../kinds/mod.ts";
import type { Law } from "../roles/prior_spec.ts";

const law: Law = {
  draw: ({ prior: { dim }, stream, count }) =>
    stream.normal(new Float32Array(count * dim)),
  flops: () => 0,
};

/** The standard normal law: the latent that knows nothing of the data. */
export const normal = Object.assign(
  defineStage({
    name: "prior.normal",
    version: 1,
    summary: "Draws codes from the standard normal law",
    config: z.object({ dim }),
    inputs: {},
    outputs: { prior: laid(Prior, "vector") },
    run: ({ config }) =>
      Promise.resolve({
        prior: {
          family: "normal",
          dim: config.dim,
          weights: {},
          facts: { parameters: 0 },
        },
      }),
  }),
  { law },
);
