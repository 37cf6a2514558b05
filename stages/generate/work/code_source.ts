import {
  drawRows,
  imageRows,
  pixelsOf,
} from "../../../lib/nn/learn/batches.ts";
import type { Picked } from "../../../lib/nn/learn/picks.ts";
import { type Random, random } from "../../../lib/stats/random.ts";
import { type Arrays, type NdArray, ndarray } from "../../../lib/tensor/mod.ts";
import { encodeImages } from "../../encode/work/encoded.ts";
import {
  type ImageSet,
  layoutOf,
  type Model,
  type PriorModel,
} from "../../kinds/mod.ts";
import { type Layout, layoutShape } from "../../layout.ts";
import { openPrior } from "../../prior/work/sample.ts";
import type { Paired } from "./couple.ts";

/** Where the data of training comes from; nothing but the index decides it. */
export interface CodeSource {
  /** Numbers of a code. */
  readonly dim: number;
  /** Shape of a code as the generator takes it. */
  readonly shape: readonly number[];
  /** How the numbers of a code lie, where they are no vector. */
  readonly layout: Layout | undefined;
  /** Data of a step, but for what is picked. */
  batch(index: number): Arrays;
  /** Rows of images and codes, by their names in a step. */
  readonly picks: Readonly<Record<string, Picked>>;
  /** Codes to measure batch statistics with. */
  calibration(index: number): NdArray;
}

/** Images, how many a step takes, and what decides which. */
interface At {
  readonly images: ImageSet;
  readonly batch: number;
  readonly seed: bigint;
}

/** Real images, and codes: drawn from a prior, or of other images together with those. */
export async function drawnSource(
  at: At,
  { prior, paired }: {
    readonly prior: PriorModel;
    readonly paired: Paired | undefined;
  },
): Promise<CodeSource> {
  const { layout, dim } = prior;
  const shape = layout === undefined ? [dim] : layoutShape(layout);
  const form = { dim, shape, layout };
  return {
    ...form,
    ...paired === undefined
      ? await unpaired(at, prior, shape)
      : pairs(at, paired, shape),
  };
}

/** Images and their codes under an encoder. */
export async function decodedSource(
  { images, batch, seed }: At,
  encoder: Model,
): Promise<CodeSource> {
  const latents = await encodeImages(encoder, images);
  const { codes, count, dim, layout } = latents;
  const shape = layoutShape(layoutOf(latents));
  const rows = imageRows(seed, { count: batch, from: count });
  const all = ndarray(codes, [count, ...shape]);
  return {
    dim,
    shape,
    layout,
    batch: () => ({}),
    picks: {
      real: { of: pixelsOf(images), rows },
      codes: { of: all, rows },
    },
    calibration: () => all,
  };
}

async function unpaired(
  at: At,
  prior: PriorModel,
  shape: readonly number[],
): Promise<Pick<CodeSource, "batch" | "picks" | "calibration">> {
  const { images, batch, seed } = at;
  const draw = await openPrior(prior, seed);
  const codesOf = (name: string, index: number) =>
    ndarray(draw(random(seed, name, index), batch), [batch, ...shape]);
  return {
    batch: (index) => ({ codes: codesOf("codes", index) }),
    picks: { real: { of: pixelsOf(images), rows: realRows(at) } },
    calibration: (index) => codesOf("calibration", index),
  };
}

function pairs(
  at: At,
  paired: Paired,
  shape: readonly number[],
): Pick<CodeSource, "batch" | "picks" | "calibration"> {
  const { images, batch, seed } = at;
  const { count, dim } = paired.latents;
  const of = {
    images: pixelsOf(images),
    targets: pixelsOf(paired.images),
    codes: ndarray(paired.latents.codes, [count, dim]),
  };
  const real = realRows(at);
  const rowsAt = (index: number) =>
    drawRows(random(seed, "pairs", index), { count: batch, from: count });
  const codesOf = (rows: Int32Array, stream: Random) =>
    ndarray(noisyCodes(paired, rows, stream), [rows.length, ...shape]);
  return {
    batch: (index) => ({
      codes: codesOf(rowsAt(index), random(seed, "codes", index)),
    }),
    picks: {
      real: { of: of.images, rows: real },
      targets: { of: of.targets, rows: rowsAt },
      // What a critic sees that sees codes: those of both batches as they are.
      ...(paired.conditional && {
        ofReal: { of: of.codes, rows: real },
        ofTargets: { of: of.codes, rows: rowsAt },
      }),
    },
    calibration(index) {
      const stream = random(seed, "calibration", index);
      const rows = drawRows(stream, { count: batch, from: count });
      return codesOf(rows, stream);
    },
  };
}

function realRows({ images, batch, seed }: At) {
  return imageRows(seed, { count: batch, from: images.shape[0] });
}

/** Codes of some rows with noise on them, and noise after them up to `dim`. */
function noisyCodes(
  { latents, dim, noise }: Paired,
  rows: Int32Array,
  stream: Random,
): Float32Array {
  const codes = stream.normal(new Float32Array(rows.length * dim));
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < latents.dim; j++) {
      const at = i * dim + j;
      codes[at] = latents.codes[row * latents.dim + j]! + noise * codes[at]!;
    }
  }
  return codes;
}
