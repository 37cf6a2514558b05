import { foldLinear } from "../../../lib/nn/network/fold_linear.ts";
import type { Layer } from "../../../lib/nn/network/network.ts";
import { prepend } from "../../../lib/nn/network/prepend.ts";
import { principalComponents } from "../../../lib/stats/principal_components.ts";
import { type Arrays, ndarray } from "../../../lib/tensor/array.ts";
import type { LatentSet, Model } from "../../kinds/mod.ts";

/** The last layer of an encoder, which takes scale out of its codes. */
export interface Scaling {
  readonly layer: Layer;
  /** By their names within the layer. */
  readonly weights: Arrays;
  /** Coordinates that do not vary, and are left as they are. */
  readonly constant: number;
  /** Turns a decoder of codes as they were into one of scaled codes. */
  decoderOf(decoder: Model): Model;
}

/** Deviation over the greatest, and alone, up to which nothing varies. */
const STILL = { share: 1e-5, alone: 1e-6 };

/** Variance over the greatest below which a direction holds rounding and noise. */
const LEAST_SHARE = 1e-5;

/** Whether a coordinate's deviation is more than rounding beside the greatest. */
export function varies(deviation: number, greatest: number): boolean {
  return deviation > STILL.alone && deviation > STILL.share * greatest;
}

/**
 * Gives every coordinate zero mean and unit variance over `raw`, so that scale
 * is not confounded with complexity. A constant coordinate stays constant.
 */
export function standardizing(raw: LatentSet): Scaling {
  const { count, dim, codes } = raw;
  const mean = new Float64Array(dim);
  const square = new Float64Array(dim);
  for (let i = 0; i < codes.length; i++) mean[i % dim]! += codes[i]!;
  for (let j = 0; j < dim; j++) mean[j]! /= count;
  for (let i = 0; i < codes.length; i++) {
    square[i % dim]! += (codes[i]! - mean[i % dim]!) ** 2;
  }
  const deviations = square.map((sum) => Math.sqrt(sum / count));
  const greatest = deviations.reduce((a, b) => Math.max(a, b), 0);
  const scale = Float32Array.from(
    deviations,
    (deviation) => varies(deviation, greatest) ? 1 / deviation : 1,
  );
  const shift = Float32Array.from(mean, (value, j) => -value * scale[j]!);
  const layer: Layer = { type: "standardize" };
  return {
    layer,
    weights: { scale: ndarray(scale, [dim]), shift: ndarray(shift, [dim]) },
    constant: deviations.filter((deviation) => !varies(deviation, greatest))
      .length,
    decoderOf: (decoder) =>
      prepend(decoder, {
        layer,
        weights: {
          scale: ndarray(scale.map((each) => 1 / each), [dim]),
          shift: ndarray(shift.map((each, j) => -each / scale[j]!), [dim]),
        },
      }),
  };
}

/**
 * Maps codes to their `whiten` leading principal components over `raw`, each of
 * unit variance: their covariance is the identity. With fewer components than
 * a code is long, the way back is that of the projection.
 *
 * @param setting Name of the setting that says how many, for the sentence
 * @throws {RangeError} when `raw` varies in fewer directions: dividing by a
 * deviation near zero would give noise the weight of content
 */
export async function whitening(
  raw: LatentSet,
  { whiten, setting }: { readonly whiten: number; readonly setting: string },
): Promise<Scaling> {
  const { count, dim, codes } = raw;
  const least = Math.min(dim, count - 1);
  const { mean, variances, directions } = least < 1
    ? { mean: new Float64Array(dim), variances: [], directions: [] }
    : await principalComponents(codes, dim, { count: Math.min(whiten, least) });
  const varied =
    Array.from(variances).filter((variance) =>
      variance > STILL.alone ** 2 && variance > LEAST_SHARE * variances[0]!
    ).length;
  if (varied < whiten) {
    throw new RangeError(
      `Cannot whiten codes to ${whiten} dimensions: the codes of ${count} images, ${dim} numbers each, vary in ${varied}; ${
        varied === 0
          ? "the images are alike, or the encoder does not tell them apart"
          : `lower '${setting}' to at most ${varied}`
      }`,
    );
  }
  const kernel = new Float32Array(dim * whiten);
  const bias = new Float32Array(whiten);
  const back = { kernel: new Float64Array(whiten * dim), bias: mean };
  for (const [j, direction] of directions.entries()) {
    // Of all codes, as standardised ones have it, not of count − 1.
    const deviation = Math.sqrt(variances[j]! * (count - 1) / count);
    let offset = 0;
    for (let i = 0; i < dim; i++) {
      kernel[i * whiten + j] = direction[i]! / deviation;
      back.kernel[j * dim + i] = direction[i]! * deviation;
      offset += mean[i]! * direction[i]!;
    }
    bias[j] = -offset / deviation;
  }
  return {
    layer: { type: "dense", units: whiten },
    weights: {
      kernel: ndarray(kernel, [dim, whiten]),
      bias: ndarray(bias, [whiten]),
    },
    constant: 0,
    decoderOf: (decoder) => foldLinear(decoder, back),
  };
}
