import type { StageContext } from "../../lib/dsl/context.ts";
import { extractFeatures } from "../../lib/nn/features.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import type { FeatureSet, FeatureSpace, ImageSet, Model } from "../kinds.ts";

/** Features of images under every extractor, by its name. */
export async function featuresOf(
  images: ImageSet,
  extractors: Readonly<Record<string, Model>>,
  ctx: StageContext,
): Promise<FeatureSet> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const spaces: Record<string, FeatureSpace> = {};
  for (const [name, extractor] of Object.entries(extractors)) {
    ctx.signal.throwIfAborted();
    spaces[name] = await extractFeatures(extractor, images);
  }
  return { count: images.shape[0], spaces };
}
