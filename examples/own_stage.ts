/**
 * A stage of your own: how bright the images of a set are, as scores that
 * reports show like any other. Its code is part of the cache key: change what
 * `run` does and it runs again, change a comment and it does not.
 *
 * It measures and fits nothing, so its slot takes test data too (`anySplit`); a
 * slot that says nothing refuses it.
 *
 * Run: `deno task pipeline run examples/own_stage.ts`
 *
 * @module
 */
import {
  anySplit,
  data,
  definePipeline,
  defineStage,
  Images,
  report,
  Scores,
  z,
} from "../mod.ts";

/** Exported, so that worker processes and YAML pipelines find it. */
export const brightness = defineStage({
  name: "own.brightness",
  version: 1,
  summary: "Measures the mean brightness of images",
  config: z.object({
    scale: z.number().positive().default(1).describe("Value of white"),
  }),
  inputs: { images: anySplit(Images) },
  outputs: { scores: Scores },
  run: ({ config, inputs }) => {
    const { pixels, shape } = inputs.images;
    let sum = 0;
    for (const pixel of pixels) sum += pixel;
    const value = config.scale * sum / pixels.length / 255;
    return Promise.resolve({
      scores: { brightness: { value, count: shape[0] } },
    });
  },
});

const { train, test } = data.mnist({ limit: 2000, testLimit: 1000 });
export default definePipeline({
  name: "own-stage",
  targets: {
    table: report.table({
      rows: {
        "split=train": brightness({ images: train }).scores,
        "split=test": brightness({ images: test }).scores,
      },
    }).table,
  },
});
