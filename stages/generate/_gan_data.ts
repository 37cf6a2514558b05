import { drawRows, imageRows, pixelsOf } from "../../lib/nn/batches.ts";
import type { Picked } from "../../lib/nn/picks.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import { type Arrays, type NdArray, ndarray } from "../../lib/tensor/mod.ts";
import type { ImageSet, PriorModel } from "../kinds.ts";
import { openPrior } from "../prior/_sample.ts";
import type { Paired } from "./_couple.ts";

/** Where the data of training comes from; nothing but the index decides it. */
export interface GanData {
  /** Data of a step, but for what is picked. */
  batch(index: number): Arrays;
  /** Rows of images and codes, by their names in a step. */
  readonly picks: Readonly<Record<string, Picked>>;
  /** Codes to measure batch statistics with. */
  calibration(index: number): NdArray;
}

interface GanSource {
  readonly images: ImageSet;
  readonly prior: PriorModel;
  readonly batch: number;
  readonly seed: bigint;
}

/** Real images, and codes drawn from a prior. */
export async function unpairedData(source: GanSource): Promise<GanData> {
  const { images, prior, batch, seed } = source;
  const draw = await openPrior(prior, seed);
  const codesOf = (name: string, index: number) =>
    ndarray(draw(random(seed, name, index), batch), [batch, prior.dim]);
  return {
    batch: (index) => ({ codes: codesOf("codes", index) }),
    picks: {
      real: { of: pixelsOf(images), rows: realRows(source) },
    },
    calibration: (index) => codesOf("calibration", index),
  };
}

/** Real images, and codes of other images together with those. */
export function pairedData(source: GanSource, paired: Paired): GanData {
  const { batch, seed } = source;
  const { count, dim } = paired.latents;
  const of = {
    images: pixelsOf(source.images),
    targets: pixelsOf(paired.images),
    codes: ndarray(paired.latents.codes, [count, dim]),
  };
  const real = realRows(source);
  const pairs = (index: number) =>
    drawRows(random(seed, "pairs", index), { count: batch, from: count });
  return {
    batch: (index) => ({
      codes: noisyCodes(paired, pairs(index), random(seed, "codes", index)),
    }),
    picks: {
      real: { of: of.images, rows: real },
      targets: { of: of.targets, rows: pairs },
      // What a critic sees that sees codes: those of both batches as they are.
      ...(paired.conditional
        ? {
          ofReal: { of: of.codes, rows: real },
          ofTargets: { of: of.codes, rows: pairs },
        }
        : {}),
    },
    calibration(index) {
      const stream = random(seed, "calibration", index);
      const rows = drawRows(stream, { count: batch, from: count });
      return noisyCodes(paired, rows, stream);
    },
  };
}

function realRows({ images, batch, seed }: GanSource) {
  return imageRows(seed, { count: batch, from: images.shape[0] });
}

/** Codes of some rows with noise on them, and noise after them up to `dim`. */
function noisyCodes(
  { latents, dim, noise }: Paired,
  rows: Int32Array,
  stream: Random,
) {
  const codes = stream.normal(new Float32Array(rows.length * dim));
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < latents.dim; j++) {
      const at = i * dim + j;
      codes[at] = latents.codes[row * latents.dim + j]! + noise * codes[at]!;
    }
  }
  return ndarray(codes, [rows.length, dim]);
}
