import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Classifier, ImageFeatures, Images } from "../kinds.ts";

/**
 * Features and class logits of real images: the input of the classifier's last
 * layer and its output. Distances between features mean something within one
 * classifier only.
 */
export const imageFeatures = defineStage({
  name: "score.imageFeatures",
  version: 1,
  summary: "Extracts the features of images",
  config: z.object({}),
  inputs: { images: Images, classifier: Classifier },
  outputs: { features: ImageFeatures },
  tensors: true,
  run: async ({ inputs: { images, classifier }, ctx }) => {
    const { featuresOf } = await import("./_features.ts");
    return { features: await featuresOf(images, classifier, ctx) };
  },
});
