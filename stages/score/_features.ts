import type { StageContext } from "../../lib/dsl/context.ts";
import { extractFeatures, type Features } from "../../lib/nn/features.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, Model } from "../kinds.ts";

/** What every score compares. */
export interface ScoreInputs {
  readonly samples: ImageSet;
  readonly reference: ImageSet;
  readonly features: Model;
  readonly train: ImageSet | undefined;
}

/** Features of the sets of a score. */
export interface FeatureSets {
  readonly samples: Features;
  readonly reference: Features;
  readonly train: Features | undefined;
}

/** Extracts the features of all sets with one engine. */
export async function featuresOf(
  inputs: ScoreInputs,
  ctx: StageContext,
): Promise<FeatureSets> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { samples, reference, train, features } = inputs;
  return {
    samples: await extractFeatures(features, samples),
    reference: await extractFeatures(features, reference),
    train: train && await extractFeatures(features, train),
  };
}

/** The features as points. */
export function pointsOf({ features, dim }: Features) {
  return { data: features, dim };
}
