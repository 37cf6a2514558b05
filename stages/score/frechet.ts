import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * Fréchet distance between features of samples and of held-out images, `fd[…]`
 * after the extractor, in squared units of its features, and `fdInfinity[…]`,
 * what it would be with infinitely many of both.
 *
 * The first is biased upwards, and more so the fewer images there are: compare
 * only values of equal `count`, `reference` and extractor, and read them against
 * `fd[…] floor`, the distance of as many training images. It is marked `biased`
 * below 2,000 held-out images. The second is marked so where either set has
 * fewer images than twice the length of a feature vector: it is a guess then,
 * without an interval, and `kid[…]` of `score.kernel`, which has no bias, should lead.
 *
 * Intervals come from a jackknife over parts of both sets; that of
 * `fdInfinity[…]` adds the error of the extrapolation. Each of 1 + `resamples` + `sizes` distances, and
 * 1 + `sizes` for the floor, takes about 0.05 s for 64 features, 0.5 s for 512
 * and 6 s for 1280, and less with fewer images than features.
 *
 * Source: Heusel et al., NeurIPS 2017; Chong and Forsyth, CVPR 2020.
 */
export const frechet = defineStage({
  name: "score.frechet",
  version: 4,
  summary: "Compares features as normal laws",
  source: "Heusel et al., NeurIPS 2017",
  config: z.object({
    resamples: z.int().min(0).max(10_000).default(20).describe(
      "Distances without a part of either set, for the interval; 0 for none",
    ),
    sizes: z.union([z.literal(0), z.int().min(3).max(100)]).default(15)
      .describe(
        "Sizes that the distance is extrapolated from; 0 for no fdInfinity",
      ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./work/score_frechet.ts")).scoreFrechet(args),
});
