import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Scores } from "../kinds.ts";
import { criticConfig } from "./_config.ts";

/**
 * The distance that a fresh critic finds between two sets of real images: what
 * `distance.adversarial` would say of a perfect generator. Use the same
 * settings for both.
 */
export const noiseFloor = defineStage({
  name: "distance.noiseFloor",
  version: 1,
  summary: "Measures the critic distance between real images and real images",
  config: criticConfig,
  inputs: { images: anySplit(Images), reference: anySplit(Images) },
  outputs: { scores: Scores },
  random: true,
  tensors: true,
  run: async ({ config, inputs, ctx }) =>
    (await import("./_measure_adversarial.ts")).measureAdversarial({
      name: "noiseFloor",
      config,
      inputs: { samples: inputs.images, reference: inputs.reference },
      ctx,
    }),
});
