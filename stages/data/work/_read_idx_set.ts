import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { PipelineError } from "../../../lib/dsl/error.ts";
import { decodeIdx, type Idx } from "../../../lib/image/idx.ts";
import type { ImageSet } from "../../kinds/mod.ts";
import { NotFound } from "../../../lib/platform/errors.ts";
import { readFile } from "../../../lib/platform/files.ts";
import { countAcross } from "./_duplicates.ts";

/** How much of a set to read, and at which size. */
export interface IdxOptions {
  readonly size: 16 | 28 | 32;
  readonly limit: number;
  readonly validation: number;
  readonly testLimit: number;
}

/** Most bytes that a compressed file may hold. */
const MOST_BYTES = 1 << 28;

/** Reads a set of 28×28 images that is published as MNIST is: four IDX files. */
export async function readIdxSet(
  folder: string,
  { options, name, classes, ctx }: {
    readonly options: IdxOptions;
    /** Of the set, for messages. */
    readonly name: string;
    readonly classes: readonly string[];
    readonly ctx: StageContext;
  },
) {
  const { size } = options;
  const training = await readPair(folder, "train", { size, name, classes });
  const testing = await readPair(folder, "t10k", { size, name, classes });
  const { limit, validation, testLimit } = options;
  atLeast(limit + validation, training, { folder, name, what: "training" });
  atLeast(testLimit, testing, { folder, name, what: "test" });
  const parts = {
    train: part(training, 0, limit),
    validation: part(training, limit, limit + validation),
    test: part(testing, 0, testLimit),
  };
  const { train, ...held } = parts;
  const scores = await countAcross({ train, held: Object.values(held) }, ctx);
  return { ...parts, scores };
}

function atLeast(
  wanted: number,
  { shape: [count] }: ImageSet,
  { folder, name, what }: {
    readonly folder: string;
    readonly name: string;
    readonly what: string;
  },
): void {
  if (count >= wanted) return;
  const fields = what === "test" ? "'testLimit'" : "'limit' or 'validation'";
  throw new RangeError(
    `Cannot read ${name} in '${folder}': expected at least ${wanted} ${what} images, got ${count}; lower ${fields}`,
  );
}

async function readPair(
  folder: string,
  part: "train" | "t10k",
  { size, name, classes }: {
    readonly size: IdxOptions["size"];
    readonly name: string;
    readonly classes: readonly string[];
  },
): Promise<ImageSet> {
  const images = await readIdx(join(folder, `${part}-images-idx3-ubyte`));
  const labels = await readIdx(join(folder, `${part}-labels-idx1-ubyte`));
  const [count = 0, height, width] = images.shape;
  if (height !== 28 || width !== 28 || labels.shape[0] !== count) {
    throw new TypeError(
      `Cannot read ${name} in '${folder}': expected as many labels as 28×28 images, got [${images.shape}] and [${labels.shape}]`,
    );
  }
  return {
    pixels: sized(images.data, count, size),
    shape: [count, size, size, 1],
    labels: Int32Array.from(labels.data),
    classes,
  };
}

/** A file, or the same compressed by gzip. */
async function readIdx(path: string): Promise<Idx> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path).catch(async (cause) => {
      const packed = await readFile(`${path}.gz`).catch(() => {
        throw cause;
      });
      return gunzipSync(packed, { maxOutputLength: MOST_BYTES });
    });
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read IDX file '${path}': ${
        cause instanceof NotFound ? "it does not exist" : cause
      }`,
      { cause },
    );
  }
  return decodeIdx(bytes, path);
}

/** Images of 28×28 at another size. */
function sized(
  pixels: Uint8Array,
  count: number,
  size: IdxOptions["size"],
): Uint8Array {
  if (size === 28) return pixels;
  const large = padded(pixels, count);
  return size === 32 ? large : halved(large, count);
}

/** Means of 2×2 pixels of images of 32×32, halves rounded up. */
function halved(pixels: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count * 16 * 16);
  for (let at = 0; at < out.length; at++) {
    const from = (at >> 4) * 64 + (at & 15) * 2;
    out[at] = (pixels[from]! + pixels[from + 1]! + pixels[from + 32]! +
      pixels[from + 33]! + 2) >> 2;
  }
  return out;
}

function padded(pixels: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count * 32 * 32);
  for (let row = 0; row < count * 28; row++) {
    const image = Math.floor(row / 28);
    const at = (image * 32 + (row % 28) + 2) * 32 + 2;
    out.set(pixels.subarray(row * 28, row * 28 + 28), at);
  }
  return out;
}

function part(set: ImageSet, start: number, end: number): ImageSet {
  const [, height, width, channels] = set.shape;
  const size = height * width * channels;
  return {
    pixels: set.pixels.slice(start * size, end * size),
    shape: [end - start, height, width, channels],
    labels: set.labels?.slice(start, end),
    classes: set.classes,
  };
}
