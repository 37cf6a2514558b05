import type { StageContext } from "../../lib/dsl/context.ts";
import { extractFeatures } from "../../lib/nn/features.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import type { FeatureSet, ImageSet, Model } from "../kinds.ts";

/** Features of images, ready to be stored. */
export async function featuresOf(
  images: ImageSet,
  classifier: Model,
  ctx: StageContext,
): Promise<FeatureSet> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const found = await extractFeatures(classifier, images);
  return {
    ...found,
    count: images.shape[0],
    extractor: String(classifier.facts.extractor ?? "classifier"),
  };
}
