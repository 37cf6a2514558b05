/**
 * Which latent needs the smallest generator on Fashion-MNIST?
 *
 * The study of one's own pictures, on 20,000 grey pictures of clothes at 32
 * pixels, with five latents, an untrained network among them.
 *
 * Run: `deno task pipeline run pipelines/fashion_latents.ts` (Debian's package
 * `dataset-fashion-mnist` brings the pictures, `deno task features:pretrained` one
 * of the two judges)
 *
 * @module
 */
import { data, definePipeline, z } from "../mod.ts";
import { LATENTS, latentStudy, studyParams } from "./_latent_study.ts";

export default definePipeline({
  name: "fashion-latents",
  seed: 7,
  params: z.object({
    limit: z.int().positive().default(20_000),
    ...studyParams,
    latents: studyParams.latents.default([...LATENTS]),
    widths: studyParams.widths.default([2, 4, 8, 16]),
    dim: studyParams.dim.default(32),
    encoderSteps: studyParams.encoderSteps.default(1000),
    count: studyParams.count.default(2000),
  }),
  targets: ({ limit, ...settings }, results) =>
    latentStudy(
      data.fashionMnist({ limit, validation: 5_000, testLimit: 5_000 }),
      settings,
      results,
    ),
});
