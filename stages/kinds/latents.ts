import { laid } from "../../lib/dsl/kind.ts";
import { type NdArray, ndarray } from "../../lib/tensor/array.ts";
import { type Layout, LAYOUTS } from "../layout.ts";
import { defineArraysKind, take } from "./arrays_kind.ts";
import type { Json } from "./json.ts";

/** Codes of images, one row an image. */
export interface LatentSet {
  /** `[count, dim]`; zero mean and unit variance over the images the encoder was fitted on. */
  readonly codes: Float32Array;
  /** Number of rows. */
  readonly count: number;
  /** Numbers of a code. */
  readonly dim: number;
  /** Class of each row, when known. */
  readonly labels?: Int32Array | undefined;
  /** How the numbers of a code lie. Default: a vector of `dim`. */
  readonly layout?: Layout | undefined;
}

/** How the numbers of codes lie. */
export function layoutOf(
  { dim, layout }: Pick<LatentSet, "dim" | "layout">,
): Layout {
  return layout ?? { vector: dim };
}

/** Codes of a set of images. */
export const Latents = defineArraysKind({
  name: "latents",
  version: 1,
  layouts: LAYOUTS,
  fields: ["codes", "count", "dim"],
  dtypes: { codes: "float32", labels: "int32" },
  split(set: LatentSet) {
    const arrays: Record<string, NdArray> = {
      codes: ndarray(set.codes, [set.count, set.dim]),
    };
    if (set.labels !== undefined) {
      arrays.labels = ndarray(set.labels, [set.labels.length]);
    }
    // Vectors are stored as they were before there were other layouts.
    const { layout } = set;
    const isVector = layout === undefined || "vector" in layout;
    return { arrays, meta: isVector ? null : { layout: layout as Json } };
  },
  join({ arrays, meta }): LatentSet {
    const { data, shape } = take(arrays, "codes", "float32");
    return {
      codes: data,
      count: shape[0] ?? 0,
      dim: shape[1] ?? 0,
      labels: arrays.labels && take(arrays, "labels", "int32").data,
      layout: (meta as { layout?: Layout } | null)?.layout,
    };
  },
  summarize: ({ count, dim, layout }) =>
    layout === undefined ? { shape: [count, dim] } : { count, ...layout },
});

/** Codes that are vectors. */
export const VectorLatents = laid(Latents, "vector");
