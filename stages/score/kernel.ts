import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * Kernel distance between features of samples and of held-out images, `kid[…]`
 * after the extractor, by KID's unbiased estimator over all pairs. Its
 * expectation does not depend on the number of images, so that unlike Fréchet
 * distances it compares between sets of different sizes, and leads where images
 * are few. It may be negative.
 *
 * The 95 % interval is for other samples and other held-out images; there is
 * none with fewer than three of either. `kid[…] floor` is the distance of as
 * many training images.
 *
 * Source: Bińkowski et al., ICLR 2018.
 */
export const kernel = defineStage({
  name: "score.kernel",
  version: 4,
  summary: "Compares features by a polynomial kernel, without bias",
  source: "Bińkowski et al., ICLR 2018",
  config: z.object({
    limit: z.int().min(2).default(10_000).describe(
      "Most images of each set, drawn at random",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./work/score_kernel.ts")).scoreKernel(args),
});
