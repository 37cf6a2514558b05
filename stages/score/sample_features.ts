import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Classifier, SampleFeatures, Samples } from "../kinds.ts";

/**
 * Features and class logits of generated images: the input of the classifier's
 * last layer and its output. Use the classifier that the reference went
 * through.
 */
export const sampleFeatures = defineStage({
  name: "score.sampleFeatures",
  version: 1,
  summary: "Extracts the features of samples",
  config: z.object({}),
  inputs: { samples: Samples, classifier: Classifier },
  outputs: { features: SampleFeatures },
  tensors: true,
  run: async ({ inputs: { samples, classifier }, ctx }) => {
    const { featuresOf } = await import("./_features.ts");
    return { features: await featuresOf(samples, classifier, ctx) };
  },
});
