import { type NdArray, ndarray } from "../../lib/tensor/array.ts";
import {
  defineArraysKind,
  type Parts,
  requireAxes,
  take,
} from "./arrays_kind.ts";

/** A set of images. */
export interface ImageSet {
  /** Pixels in [0, 255], row-major. */
  readonly pixels: Uint8Array;
  /** `[count, height, width, channels]`, channels 1 or 3. */
  readonly shape: readonly [number, number, number, number];
  /** Class of each image, when known. */
  readonly labels?: Int32Array | undefined;
  /** Names of the classes; empty when unknown. */
  readonly classes: readonly string[];
}

/** Images as arrays and the rest. */
export function splitImages(set: ImageSet): Parts {
  const arrays: Record<string, NdArray> = {
    pixels: ndarray(set.pixels, set.shape),
  };
  if (set.labels !== undefined) {
    arrays.labels = ndarray(set.labels, [set.labels.length]);
  }
  return { arrays, meta: { classes: set.classes } };
}

/** The inverse. */
export function joinImages({ arrays, meta }: Parts): ImageSet {
  const pixels = take(arrays, "pixels", "uint8");
  requireAxes(pixels, { name: "pixels", axes: 4 });
  const { data, shape } = pixels;
  return {
    pixels: data,
    shape: shape as ImageSet["shape"],
    labels: arrays.labels && take(arrays, "labels", "int32").data,
    classes: (meta as { classes: string[] }).classes,
  };
}

/** Real images: a split of a data set. */
export const Images = defineArraysKind({
  name: "images",
  version: 1,
  fields: ["pixels", "shape", "classes"],
  dtypes: { pixels: "uint8", labels: "int32" },
  split: splitImages,
  join: joinImages,
  summarize: (set) => ({ shape: set.shape, classes: set.classes.length }),
});
