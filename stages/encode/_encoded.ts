import type { Network } from "../../lib/nn/network.ts";
import { prepend } from "../../lib/nn/prepend.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { type Arrays, ndarray } from "../../lib/tensor/array.ts";
import type { ImageSet, Json, LatentSet, Model } from "../kinds.ts";

/** Codes of images under an encoder, as they are. */
export async function encodeImages(
  model: { readonly network: Network; readonly weights: Arrays },
  images: ImageSet,
): Promise<LatentSet> {
  const { output } = await runNetwork(
    model,
    ndarray(images.pixels, images.shape),
  );
  return {
    codes: output.data,
    count: output.shape[0]!,
    dim: output.shape[1]!,
    labels: images.labels,
  };
}

/**
 * Adds a last layer to an encoder that gives its codes on `images` zero mean
 * and unit variance, so that scale is not confounded with complexity.
 *
 * @returns The encoder and the standardised codes of `images`
 */
export async function standardized(
  model: {
    readonly network: Network;
    readonly weights: Arrays;
    readonly facts: Readonly<Record<string, Json>>;
  },
  images: ImageSet,
): Promise<{ encoder: Model; latents: LatentSet }> {
  const raw = await encodeImages(model, images);
  const { count, dim } = raw;
  const mean = new Float64Array(dim);
  const square = new Float64Array(dim);
  for (let i = 0; i < raw.codes.length; i++) mean[i % dim]! += raw.codes[i]!;
  for (let j = 0; j < dim; j++) mean[j]! /= count;
  for (let i = 0; i < raw.codes.length; i++) {
    square[i % dim]! += (raw.codes[i]! - mean[i % dim]!) ** 2;
  }
  const scale = Float32Array.from(square, (sum) => {
    const deviation = Math.sqrt(sum / count);
    // A constant coordinate stays constant.
    return deviation > 1e-6 ? 1 / deviation : 1;
  });
  const shift = Float32Array.from(mean, (value, j) => -value * scale[j]!);
  const codes = raw.codes.map((code, i) =>
    Math.fround(code * scale[i % dim]!) + shift[i % dim]!
  );
  const path = model.network.layers.length;
  return {
    encoder: {
      network: {
        input: model.network.input,
        layers: [...model.network.layers, { type: "standardize" }],
      },
      weights: {
        ...model.weights,
        [`${path}/scale`]: ndarray(scale, [dim]),
        [`${path}/shift`]: ndarray(shift, [dim]),
      },
      facts: {
        ...model.facts,
        constantCoordinates:
          square.filter((sum) => Math.sqrt(sum / count) <= 1e-6).length,
      },
    },
    latents: { ...raw, codes },
  };
}

/**
 * Turns a decoder of an encoder's codes as they were into one of its
 * standardised codes.
 *
 * @param encoder What {@linkcode standardized} returned
 */
export function ofStandardized(decoder: Model, encoder: Model): Model {
  const last = encoder.network.layers.length - 1;
  const scale = encoder.weights[`${last}/scale`]!.data as Float32Array;
  const shift = encoder.weights[`${last}/shift`]!.data as Float32Array;
  const shape = [scale.length];
  return prepend(decoder, {
    layer: { type: "standardize" },
    weights: {
      scale: ndarray(scale.map((each) => 1 / each), shape),
      shift: ndarray(shift.map((each, j) => -each / scale[j]!), shape),
    },
  });
}
