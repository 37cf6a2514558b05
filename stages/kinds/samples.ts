import { ndarray } from "../../lib/tensor/array.ts";
import { defineArraysKind, take } from "./arrays_kind.ts";
import { type ImageSet, joinImages, splitImages } from "./images.ts";

/** Images drawn from a generator, with the codes they were drawn from. */
export interface SampleSet extends ImageSet {
  /** `[count, dim]`. */
  readonly codes: Float32Array;
  /** Length of a code or feature vector. */
  readonly dim: number;
  /** Digest of the extractor that taught the generator, if one did: it cannot judge. */
  readonly taughtBy?: string | undefined;
}

/** Generated images. */
export const Samples = defineArraysKind({
  name: "samples",
  version: 1,
  fields: ["pixels", "shape", "classes", "codes", "dim"],
  dtypes: { pixels: "uint8", codes: "float32", labels: "int32" },
  split(set: SampleSet) {
    const { arrays, meta } = splitImages(set);
    const codes = ndarray(set.codes, [set.shape[0], set.dim]);
    return {
      arrays: { ...arrays, codes },
      meta: set.taughtBy === undefined
        ? meta
        : { ...meta as { classes: readonly string[] }, taughtBy: set.taughtBy },
    };
  },
  join(parts): SampleSet {
    const codes = take(parts.arrays, "codes", "float32");
    return {
      ...joinImages(parts),
      codes: codes.data,
      dim: codes.shape[1] ?? 0,
      taughtBy: (parts.meta as { taughtBy?: string }).taughtBy,
    };
  },
  summarize: (set) => ({ shape: set.shape, dim: set.dim }),
});
