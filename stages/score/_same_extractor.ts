import type { FeatureSet } from "../kinds.ts";

/** What a score compares. */
export interface ScoreInputs {
  readonly samples: FeatureSet;
  readonly reference: FeatureSet;
  readonly train: FeatureSet | undefined;
}

/**
 * The name of the extractor behind all sets of a score.
 *
 * @throws {RangeError} when they come from different extractors
 */
export function extractorOf(
  { samples, reference, train }: ScoreInputs,
): string {
  for (const other of [reference, train]) {
    if (other === undefined) continue;
    if (other.dim !== samples.dim || other.extractor !== samples.extractor) {
      throw new RangeError(
        `Cannot compare features: expected ${samples.dim} of '${samples.extractor}', got ${other.dim} of '${other.extractor}'`,
      );
    }
  }
  return samples.extractor;
}

/**
 * Refuses features of an extractor that has no classes.
 *
 * @throws {RangeError} when there are none
 */
export function requireClasses({ classes, extractor }: FeatureSet): void {
  if (classes > 0) return;
  throw new RangeError(
    `Cannot score classes: '${extractor}' has none; use the features of score.classifier`,
  );
}

/** The features as points. */
export function pointsOf({ features, dim }: FeatureSet) {
  return { data: features, dim };
}
