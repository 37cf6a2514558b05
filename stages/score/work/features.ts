import type { StageContext } from "../../../lib/dsl/context.ts";
import { extractFeatures } from "../../../lib/nn/network/features.ts";
import { identityOf } from "../../../lib/nn/network/identity.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type {
  FeatureSet,
  FeatureSpace,
  ImageSet,
  Model,
  SampleSet,
} from "../../kinds/mod.ts";

/**
 * Features of images under every extractor, by its name.
 *
 * @throws {RangeError} when samples come from a generator that was trained
 * towards the features of one of them
 */
export async function featuresOf(
  images: ImageSet | SampleSet,
  extractors: Readonly<Record<string, Model>>,
  ctx: StageContext,
): Promise<FeatureSet> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const spaces: Record<string, FeatureSpace> = {};
  for (const [name, extractor] of Object.entries(extractors)) {
    ctx.signal.throwIfAborted();
    const identity = identityOf(extractor);
    if ("taughtBy" in images && images.taughtBy === identity) {
      throw new RangeError(
        `Cannot judge samples by '${name}': their generator was trained towards its features; judge by another extractor`,
      );
    }
    const found = await extractFeatures(extractor, images, {
      classifier: Array.isArray(extractor.facts.classes),
    });
    const { method } = extractor.facts;
    const origin = typeof method === "string" ? method : undefined;
    spaces[name] = { ...found, identity, origin };
  }
  return { count: images.shape[0], spaces };
}
