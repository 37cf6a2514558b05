/**
 * Your own pictures: which latent needs the smallest generator?
 *
 * A pilot trains generators of every size on every latent with one seed, gives
 * the better half of them more seeds, and chooses a quality, a latent and its
 * size. Fresh seeds of what was chosen, and of the normal latent's sizes that
 * must miss the quality, then show whether it saves; the normal latent is also
 * trained for three times as long. All are trained until that stops to help, at
 * most for `steps`.
 *
 * Run: `deno task pipeline run pipelines/own_images.ts --set path=FOLDER`; `init
 * DIR FOLDER` writes a copy with settings for the folder and the machine.
 *
 * @module
 */
import { data, definePipeline, report, z } from "../mod.ts";
import { latentStudy, studyParams } from "./_latent_study.ts";

export default definePipeline({
  name: "own-images",
  seed: 7,
  params: z.object({
    path: z.string().describe("Folder with the pictures"),
    size: z.literal([8, 16, 32, 64, 128, 256]).default(32),
    channels: z.literal([1, 3]).default(3),
    fit: z.enum(["cover", "contain"]).default("contain"),
    background: z.string().default("#ffffff"),
    ...studyParams,
  }),
  targets: (settings, results) => {
    const { path, size, channels, fit, background } = settings;
    const { scores, ...parts } = data.folder({
      path,
      size,
      channels,
      fit,
      background,
      validation: 0.2,
      test: 0.2,
    });
    return {
      ...latentStudy(parts, settings, results),
      images: report.table({ rows: { all: scores } }).table,
    };
  },
});
