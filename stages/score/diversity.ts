import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * How varied samples are in features, beside held-out images: `diversity[…]`, and
 * `collapsed[…]`, 1 where it is below `threshold`. A generator that draws one
 * picture with small changes has losses and spreads of pixels like any other; it
 * shows here.
 *
 * `diversity[…]` is (V − 1) / (W − 1) with V the Vendi score of samples and W that
 * of as many held-out images, both with the likeness exp(−‖x − y‖² / s) for s the
 * mean squared distance of held-out images: 0 when all samples are equal, about
 * 1 when they vary as real images do. It is the mean over disjoint parts of both
 * sets, with Student's interval over them. Left out below 10 images of either
 * set, and where all held-out images are equal.
 *
 * Source: Friedman and Dieng, "The Vendi score", TMLR 2023.
 */
export const diversity = defineStage({
  name: "score.diversity",
  version: 1,
  summary: "Measures how varied samples are, and tells collapse",
  source: "Friedman and Dieng, TMLR 2023",
  config: z.object({
    parts: z.int().min(2).max(100).default(5).describe(
      "Disjoint parts of each set",
    ),
    size: z.int().min(2).max(2000).default(300).describe(
      "Most images of a part",
    ),
    threshold: z.number().min(0).max(1).default(0.1).describe(
      "Diversity below which samples count as collapsed",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  run: async (args) =>
    (await import("./work/score_diversity.ts")).scoreDiversity(args),
});
