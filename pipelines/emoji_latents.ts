/**
 * Which latent needs the smallest generator on 540 emoji?
 *
 * The study of one's own pictures, on colour emoji of nine categories: few, and
 * without a law that a small network could guess.
 *
 * Run: `deno run -A pipelines/_emoji_folder.ts emoji`, then
 * `deno task pipeline run pipelines/emoji_latents.ts` (about 40 minutes on 2 cores;
 * `deno task features:pretrained` brings one of the two judges)
 *
 * Result (`results/emoji_latents/`): open; the two judges disagree, and the normal
 * latent is not done after 1,600 steps.
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
    ...studyParams,
  }),
  targets: ({ path, ...settings }, results) =>
    latentStudy(
      data.folder({
        path,
        fit: "contain",
        background: "#ffffff",
        validation: 0.2,
        test: 0.2,
      }),
      settings,
      results,
    ),
});
