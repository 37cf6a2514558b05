import { z } from "zod";
import { anySplit, many } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Extractor, SampleFeatures, Samples } from "../kinds/mod.ts";

/**
 * Features of generated images. Use the extractors that the reference went
 * through, under the same names.
 */
export const sampleFeatures = defineStage({
  name: "score.sampleFeatures",
  version: 4,
  summary: "Extracts the features of samples",
  config: z.object({}),
  inputs: { samples: anySplit(Samples), extractors: many(anySplit(Extractor)) },
  outputs: { features: SampleFeatures },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async ({ inputs: { samples, extractors }, ctx }) => {
    const { featuresOf } = await import("./work/features.ts");
    return { features: await featuresOf(samples, extractors, ctx) };
  },
});
