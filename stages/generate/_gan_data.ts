import { drawRows, imageBatch, takeRows } from "../../lib/nn/batches.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import { type Arrays, type NdArray, ndarray } from "../../lib/tensor/mod.ts";
import type { ImageSet, PriorModel } from "../kinds.ts";
import { openPrior } from "../prior/_sample.ts";
import type { Paired } from "./_couple.ts";

/** Where the data of training comes from; nothing but the index decides it. */
export interface GanData {
  /** Data of a step. */
  batch(index: number): Arrays;
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
    batch: (index) => ({
      real: imageBatch(images, realRows(source, index)),
      codes: codesOf("codes", index),
    }),
    calibration: (index) => codesOf("calibration", index),
  };
}

/** Real images, and codes of other images together with those. */
export function pairedData(source: GanSource, paired: Paired): GanData {
  const { images, batch, seed } = source;
  const { count } = paired.latents;
  return {
    batch(index) {
      const real = realRows(source, index);
      return {
        real: imageBatch(images, real),
        ...pairBatch(paired, { seed, index, batch, real }),
      };
    },
    calibration(index) {
      const stream = random(seed, "calibration", index);
      const rows = drawRows(stream, { count: batch, from: count });
      return noisyCodes(paired, rows, stream);
    },
  };
}

function realRows({ images, batch, seed }: GanSource, index: number) {
  return drawRows(random(seed, "images", index), {
    count: batch,
    from: images.shape[0],
  });
}

/**
 * What one step learns from pairs: `codes` with noise, their images `targets`,
 * and, for a critic that sees them, the codes of both batches as they are.
 */
function pairBatch(
  paired: Paired,
  { seed, index, batch, real }: {
    readonly seed: bigint;
    readonly index: number;
    readonly batch: number;
    /** Rows of the images that the critic takes for real. */
    readonly real: Int32Array;
  },
): Arrays {
  const { images, latents, conditional } = paired;
  const rows = drawRows(random(seed, "pairs", index), {
    count: batch,
    from: latents.count,
  });
  const own = (rows: Int32Array) =>
    ndarray(takeRows(latents.codes, rows, latents.dim), [batch, latents.dim]);
  return {
    codes: noisyCodes(paired, rows, random(seed, "codes", index)),
    targets: imageBatch(images, rows),
    ...(conditional ? { ofReal: own(real), ofTargets: own(rows) } : {}),
  };
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
