import { z } from "zod";
import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Scores } from "../kinds/mod.ts";
import { criticConfig } from "./config.ts";

/**
 * The distance that fresh critics find between two sets of real images: what
 * `distance.adversarial` would say of a perfect generator. Use the same
 * settings for both, and as many images: the floor falls as images grow in
 * number. `distance.adversarial` with `train` takes care of both.
 *
 * @throws {RangeError} when there are fewer than 4 images, or than `count`
 */
export const noiseFloor = defineStage({
  name: "distance.noiseFloor",
  version: 4,
  summary: "Measures the critic distance between real images and real images",
  config: criticConfig.extend({
    count: z.int().min(4).optional().describe(
      "Images on each side; default: as many as both sets have",
    ),
  }),
  inputs: { images: anySplit(Images), reference: anySplit(Images) },
  outputs: { scores: Scores },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 2 },
  run: async ({ config: { count, ...config }, inputs, ctx }) =>
    (await import("./work/measure_adversarial.ts")).measureAdversarial({
      name: "noiseFloor",
      count,
      config,
      inputs: { samples: inputs.images, reference: inputs.reference },
      ctx,
    }),
});
