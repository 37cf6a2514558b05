import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/**
 * Fréchet distance between features of samples and of held-out images, `fd[…]`
 * after the extractor, in squared units of its features. The estimate is biased
 * upwards, and more so the fewer images there are: compare only values of equal
 * `count` and extractor, and read them against `fd[…] floor`, the distance of
 * the training images.
 *
 * Source: Heusel et al., NeurIPS 2017.
 */
export const frechet = defineStage({
  name: "score.frechet",
  version: 3,
  summary: "Compares features as normal laws",
  source: "Heusel et al., NeurIPS 2017",
  config: z.object({
    resamples: z.int().min(0).max(10_000).default(20).describe(
      "Bootstrap resamples of the samples for the interval; 0 for none",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  run: async (args) => (await import("./_score_frechet.ts")).scoreFrechet(args),
});
