import type { Kind } from "../../lib/dsl/kind.ts";
import { type NdArray, ndarray } from "../../lib/tensor/array.ts";
import { defineArraysKind, type Parts, take } from "./arrays_kind.ts";

/** Images as one extractor sees them. */
export interface FeatureSpace {
  /** `[count, dim]`. */
  readonly features: Float32Array;
  /** Length of a feature vector. */
  readonly dim: number;
  /** `[count, classes]`. */
  readonly logits: Float32Array;
  /** Number of classes; 0 for an extractor without any. */
  readonly classes: number;
  /**
   * Digest of the extractor's network and weights: features of two that differ
   * are never compared. Absent from features that no built-in stage made.
   */
  readonly identity?: string | undefined;
  /** How the extractor came about, such as `pretrained` or `random`. */
  readonly origin?: string | undefined;
}

/** Images as several extractors see them. */
export interface FeatureSet {
  /** Number of images. */
  readonly count: number;
  /** What each extractor sees, by its name: part of the names of scores. */
  readonly spaces: Readonly<Record<string, FeatureSpace>>;
}

function splitFeatures({ spaces }: FeatureSet): Parts {
  const arrays: Record<string, NdArray> = {};
  for (const [name, space] of Object.entries(spaces)) {
    const { features, dim, logits, classes } = space;
    const count = features.length / dim;
    arrays[`${name}/features`] = ndarray(features, [count, dim]);
    if (classes > 0) {
      arrays[`${name}/logits`] = ndarray(logits, [count, classes]);
    }
  }
  const facts = Object.fromEntries(
    Object.entries(spaces).map(([name, { identity = null, origin = null }]) => [
      name,
      { identity, origin },
    ]),
  );
  return { arrays, meta: { spaces: Object.keys(spaces), facts } };
}

function joinFeatures({ arrays, meta }: Parts): FeatureSet {
  let count = 0;
  const spaces: Record<string, FeatureSpace> = {};
  const { spaces: names, facts } = meta as {
    spaces: string[];
    facts: Record<string, { identity: string | null; origin: string | null }>;
  };
  for (const name of names) {
    const features = take(arrays, `${name}/features`, "float32");
    const logits = arrays[`${name}/logits`];
    count = features.shape[0] ?? 0;
    spaces[name] = {
      features: features.data,
      dim: features.shape[1] ?? 0,
      logits: logits === undefined
        ? new Float32Array(0)
        : take(arrays, `${name}/logits`, "float32").data,
      classes: logits?.shape[1] ?? 0,
      identity: facts[name]?.identity ?? undefined,
      origin: facts[name]?.origin ?? undefined,
    };
  }
  return { count, spaces };
}

function defineFeaturesKind<const Name extends string>(
  name: Name,
): Kind<Name, FeatureSet> {
  return defineArraysKind({
    name,
    version: 4,
    fields: ["count", "spaces"],
    dtypes: {},
    split: splitFeatures,
    join: joinFeatures,
    summarize: ({ count, spaces }) => ({
      count,
      spaces: Object.fromEntries(
        Object.entries(spaces).map(([name, { dim }]) => [name, dim]),
      ),
    }),
  });
}

/** Features of real images. */
export const ImageFeatures = defineFeaturesKind("features/images");

/** Features of generated images. */
export const SampleFeatures = defineFeaturesKind("features/samples");
