import { takeRows } from "../../../lib/nn/learn/batches.ts";
import { random } from "../../../lib/stats/random.ts";
import type { FeatureSpace, Measurement, ScoreSet } from "../../kinds/mod.ts";
import type { SpaceInputs } from "./_spaces.ts";

/** Two sets of images as one extractor sees them. */
export interface Comparison {
  /** What is scored. */
  readonly images: FeatureSpace;
  /** Number of images scored. */
  readonly count: number;
  readonly reference: FeatureSpace;
  /** Number of held-out images. */
  readonly held: number;
  /** Whether training images are in the samples' place. */
  readonly isFloor: boolean;
}

/**
 * Scores of samples, and with training images the same scores of as many of
 * these in the samples' place: `… floor`, what a perfect generator would get.
 * Where there are fewer training images than samples, fewer samples are scored,
 * for many scores move with the number of images.
 *
 * @param score Its measurements get the counts
 * @param limit Most images of each set, drawn at random
 */
export async function withFloors(
  { samples, reference, train }: SpaceInputs,
  score: (sets: Comparison) => ScoreSet | Promise<ScoreSet>,
  { limit = Infinity }: { readonly limit?: number } = {},
): Promise<ScoreSet> {
  const count = Math.min(
    limit,
    countOf(samples),
    train === undefined ? Infinity : countOf(train),
  );
  const held = Math.min(limit, countOf(reference));
  const against = { reference: drawn(reference, held), held, count };
  const counted = async (images: FeatureSpace, isFloor: boolean) => {
    const scores = await score({ ...against, images, isFloor });
    return Object.entries(scores).map(([name, measured]) =>
      [name, { ...measured, count, reference: held }] as const
    );
  };
  const scores = await counted(drawn(samples, count), false);
  if (train === undefined) return Object.fromEntries(scores);
  const floors = await counted(drawn(train, count), true);
  return Object.fromEntries([
    ...scores,
    ...floors.map(([name, { better: _, ...floor }]) =>
      [`${name} floor`, floor satisfies Measurement] as const
    ),
  ]);
}

/** Number of images. */
function countOf({ features, dim }: FeatureSpace): number {
  return features.length / dim;
}

/** As many images at random; all in their order when that is all. */
function drawn(space: FeatureSpace, count: number): FeatureSpace {
  const all = countOf(space);
  if (count === all) return space;
  const rows = random(0n, "drawn", all).permutation(all).subarray(0, count);
  const { features, dim, logits, classes } = space;
  return {
    ...space,
    features: takeRows(features, rows, dim),
    logits: classes > 0 ? takeRows(logits, rows, classes) : logits,
  };
}
