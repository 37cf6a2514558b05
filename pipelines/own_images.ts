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
import { data, definePipeline, z } from "../mod.ts";
import { latentStudy, studyParams } from "./_latent_study.ts";

/** What `init` chose for a folder and a machine; `--set` changes it for a run. */
const CHOSEN = {
  path: "pictures",
  size: 32,
  channels: 3,
  labels: true,
  splits: "auto",
  corrupt: "fail",
  background: "#ffffff",
  widths: [2, 4, 8],
  steps: 1600,
  pretrained: true,
} as const;

export default definePipeline({
  name: "own-images",
  seed: 7,
  params: z.object({
    path: z.string().default(CHOSEN.path).describe("Folder with the pictures"),
    size: z.literal([8, 16, 32, 64, 128, 256]).default(CHOSEN.size),
    channels: z.literal([1, 3]).default(CHOSEN.channels),
    labels: z.boolean().default(CHOSEN.labels).describe(
      "Whether folders are classes; nothing here needs any",
    ),
    fit: z.enum(["cover", "contain"]).default("contain"),
    background: z.string().default(CHOSEN.background),
    splits: z.enum(["auto", "folders", "random"]).default(CHOSEN.splits)
      .describe("Parts: as folders called train and test name them, or drawn"),
    corrupt: z.enum(["fail", "skip"]).default(CHOSEN.corrupt).describe(
      "What happens when a picture cannot be read",
    ),
    ...studyParams,
    widths: studyParams.widths.default([...CHOSEN.widths]),
    steps: studyParams.steps.default(CHOSEN.steps),
    pretrained: studyParams.pretrained.default(CHOSEN.pretrained),
  }),
  targets: (settings, results) => {
    const { path, size, channels, labels, splits } = settings;
    const { fit, background, corrupt } = settings;
    const parts = data.folder({
      path,
      size,
      channels,
      labels,
      splits,
      fit,
      background,
      corrupt,
      validation: 0.2,
      test: 0.2,
    });
    return latentStudy(parts, settings, results);
  },
});
