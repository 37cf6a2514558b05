import { z } from "zod";
import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Generator, Images, Scores } from "../kinds/mod.ts";

/**
 * How well images come back from their codes: mean squared error a pixel on
 * [0, 1], and the mean over images of the peak signal-to-noise ratio,
 * −10 log₁₀ of an image's error. Both with 95 % normal intervals over images;
 * an error of zero counts as 100 dB.
 *
 * The decoder may be a generator of `generate.gan`, trained on pairs: on
 * held-out images it says how far the generator knows the image of a code that
 * it has not seen. Numbers that a prior puts after the code are drawn.
 */
export const reconstruction = defineStage({
  name: "score.reconstruction",
  version: 4,
  summary: "Compares images with the decoding of their codes",
  config: z.object({}),
  inputs: { images: anySplit(Images), encoder: Encoder, decoder: Generator },
  outputs: { scores: Scores },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./work/score_reconstruction.ts")).scoreReconstruction(args),
});
