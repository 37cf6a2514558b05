import type { ImageSet } from "../mod.ts";
import { takeRows } from "../lib/nn/learn/batches.ts";
import { random } from "../lib/stats/random.ts";

/** A way to make images worse. */
export interface Way {
  /** From least to most; the images as they are come before. */
  readonly levels: readonly number[];
  /** What a level is. */
  readonly unit: string;
  /** Images at a level. */
  apply(images: ImageSet, level: number, seed: bigint): ImageSet;
}

/** All ways by name. */
export const WAYS = {
  blur: {
    levels: [0.5, 1, 2, 4],
    unit: "standard deviation of a Gaussian, pixels",
    apply: blur,
  },
  noise: {
    levels: [8, 16, 32, 64],
    unit: "standard deviation of normal noise, of 255",
    apply: noise,
  },
  classes: { levels: [1, 3, 6], unit: "classes left out", apply: without },
  collapse: { levels: [50, 10, 2], unit: "images that are copied", apply: few },
} as const satisfies Record<string, Way>;

/** Rows first, then columns; edges go on. */
function blur(images: ImageSet, deviation: number): ImageSet {
  const [, height, width, channels] = images.shape;
  const reach = Math.ceil(3 * deviation);
  const taps = Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  const along = (x: Float32Array, extent: number, stride: number) =>
    x.map((_, at) => {
      const place = Math.floor(at / stride) % extent;
      let value = 0;
      for (const [i, tap] of taps.entries()) {
        const other = Math.min(extent - 1, Math.max(0, place + i - reach));
        value += tap * x[at + (other - place) * stride]!;
      }
      return value / sum;
    });
  const rows = along(Float32Array.from(images.pixels), width, channels);
  const both = along(rows, height, width * channels);
  return { ...images, pixels: Uint8Array.from(both, Math.round) };
}

function noise(images: ImageSet, deviation: number, seed: bigint): ImageSet {
  const drawn = random(seed, "noise").normal(
    new Float32Array(images.pixels.length),
  );
  const pixels = images.pixels.map((pixel, i) =>
    Math.min(255, Math.max(0, Math.round(pixel + deviation * drawn[i]!)))
  );
  return { ...images, pixels };
}

function without(images: ImageSet, count: number, seed: bigint): ImageSet {
  const { labels, classes } = images;
  if (labels === undefined) {
    throw new TypeError("Cannot leave out classes: the images have no labels");
  }
  const left = new Set(
    random(seed, "classes").permutation(classes.length).subarray(0, count),
  );
  return take(images, [...labels.keys()].filter((i) => !left.has(labels[i]!)));
}

function few(images: ImageSet, count: number, seed: bigint): ImageSet {
  const [total] = images.shape;
  const kept = random(seed, "copies").permutation(total).subarray(0, count);
  return take(
    images,
    Array.from({ length: total }, (_, i) => kept[i % kept.length]!),
  );
}

/** The images of these rows. */
export function take(images: ImageSet, rows: readonly number[]): ImageSet {
  const [, ...image] = images.shape;
  const size = image.reduce((a, b) => a * b, 1);
  const chosen = Int32Array.from(rows);
  return {
    ...images,
    pixels: takeRows(images.pixels, chosen, size) as Uint8Array,
    shape: [chosen.length, ...image],
    labels: images.labels && takeRows(images.labels, chosen, 1) as Int32Array,
  };
}
