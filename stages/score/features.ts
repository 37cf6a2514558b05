import { z } from "zod";
import { anySplit, many } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Extractor, ImageFeatures, Images } from "../kinds/mod.ts";

/**
 * Features of real images under one or several extractors, by the name that
 * each is given: of a classifier the input of its last layer and its logits, of
 * any other network its output. Scores carry the name, as in `kid[classifier]`,
 * and mean something within one extractor only.
 */
export const features = defineStage({
  name: "score.features",
  version: 3,
  summary: "Extracts the features of images",
  config: z.object({}),
  inputs: { images: anySplit(Images), extractors: many(anySplit(Extractor)) },
  outputs: { features: ImageFeatures },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async ({ inputs: { images, extractors }, ctx }) => {
    const { featuresOf } = await import("./work/features.ts");
    return { features: await featuresOf(images, extractors, ctx) };
  },
});
