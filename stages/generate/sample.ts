import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Generator, Prior, Samples } from "../kinds/mod.ts";
import { seed } from "../encode/config.ts";

/**
 * Draws images: codes from a prior, through a generator, rounded to bytes.
 * Nodes of equal `seed` and prior draw the same codes, so that generators are
 * compared on common random numbers. The prior should be the one the generator
 * was trained on; any of the same dimension is taken.
 *
 * @throws {RangeError} when the dimensions of prior and generator differ
 */
export const sample = defineStage({
  name: "generate.sample",
  version: 1,
  summary: "Draws images from a generator over a prior",
  config: z.object({
    count: z.int().min(2).max(1_000_000).default(10_000).describe(
      "Number of images",
    ),
    seed,
  }),
  inputs: { generator: Generator, prior: Prior },
  outputs: { samples: Samples },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./work/draw_samples.ts")).drawSamples(args),
});
