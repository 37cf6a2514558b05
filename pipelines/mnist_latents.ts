/**
 * Which latent needs the smallest generator on MNIST?
 *
 * The study of one's own pictures, on 20,000 digits with five latents, an
 * untrained network among them. At 16 pixels a generator can be trained until
 * that stops to help, which takes several times as many steps as earlier studies
 * had.
 *
 * Run: `deno task pipeline run pipelines/mnist_latents.ts` (80 minutes on 2 cores;
 * `deno task features:pretrained` brings one of the two judges)
 *
 * Result (`results/mnist_latents/`): open; paired codes are done after far fewer
 * steps, the normal latent is not done after 12,800.
 *
 * @module
 */
import { data, definePipeline, z } from "../mod.ts";
import { greyParams, latentStudy } from "./_latent_study.ts";

export default definePipeline({
  name: "mnist-latents",
  seed: 7,
  params: z.object(greyParams),
  targets: ({ size, limit, ...settings }, results) =>
    latentStudy(
      data.mnist({ size, limit, validation: 5_000 }),
      settings,
      results,
    ),
});
