/**
 * Which latent needs the smallest generator on 540 emoji?
 *
 * The study of one's own pictures, on colour emoji of nine categories: few, and
 * without a law that a small network could guess.
 *
 * Run: `deno run -A pipelines/_emoji_folder.ts emoji`, then
 * `deno task pipeline run pipelines/emoji_latents.ts` (ten minutes on 2
 * cores; `deno task features:pretrained` brings one of the two judges)
 *
 * Result (`results/emoji_latents/`): open; the two judges disagree on whether the
 * normal latent gets better with its size.
 *
 * @module
 */
import { data, definePipeline, z } from "../mod.ts";
import { latentStudy, studyParams } from "./_latent_study.ts";

export default definePipeline({
  name: "emoji-latents",
  seed: 7,
  params: z.object({
    path: z.string().default("emoji").describe("Folder of pictures by class"),
    size: z.literal([8, 16, 32, 64]).default(16).describe("Side in pixels"),
    ...studyParams,
    steps: studyParams.steps.default(6400),
  }),
  targets: ({ path, size, ...settings }, results) =>
    latentStudy(
      data.folder({
        path,
        size,
        fit: "contain",
        background: "#ffffff",
        validation: 0.2,
        test: 0.2,
      }),
      settings,
      results,
    ),
});
