import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * Precision, recall, density and coverage of samples against held-out images.
 * All four depend on `k` and on how many images there are: compare only at
 * equal numbers, and read them against `… floor`, what as many training images
 * get. An outlier among the samples widens their manifold and so raises recall;
 * density and coverage rest on the real manifold alone.
 *
 * The 95 % intervals are for other samples and other held-out images, as many
 * as these; there are none where either set is too small to leave some out.
 *
 * Source: Naeem et al., ICML 2020.
 */
export const prdc = defineStage({
  name: "score.prdc",
  version: 4,
  summary: "Measures fidelity and diversity by nearest neighbours",
  source: "Naeem et al., ICML 2020",
  config: z.object({
    k: z.int().positive().default(5).describe("Which neighbour bounds a ball"),
    limit: z.int().min(10).default(5000).describe(
      "Most images of each set, drawn at random",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) => (await import("./work/score_prdc.ts")).scorePrdc(args),
});
