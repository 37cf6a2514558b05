/**
 * Which latent needs the smallest generator on Fashion-MNIST?
 *
 * `mnist_latents.ts` on grey pictures of clothes.
 *
 * Run: `deno task pipeline run pipelines/fashion_latents.ts` (Debian's package
 * `dataset-fashion-mnist` brings the pictures, `deno task features:pretrained` one
 * of the two judges)
 *
 * Result (`results/fashion_latents/`): open, and nothing saved; by ImageNet's judge
 * and the eye the normal latent is ahead at every size.
 *
 * @module
 */
import { data, definePipeline, z } from "../mod.ts";
import { greyParams, latentStudy } from "./_latent_study.ts";

export default definePipeline({
  name: "fashion-latents",
  seed: 7,
  params: z.object(greyParams),
  targets: ({ size, limit, ...settings }, results) =>
    latentStudy(
      data.fashionMnist({ size, limit, validation: 5_000 }),
      settings,
      results,
    ),
});
