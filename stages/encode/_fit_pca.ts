import type { StageContext } from "../../lib/dsl/context.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import type { Network } from "../../lib/nn/network.ts";
import { symmetricEigen } from "../../lib/stats/eigen.ts";
import { moments } from "../../lib/stats/moments.ts";
import { ndarray, sizeOf, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet } from "../kinds.ts";
import { standardized } from "./_encoded.ts";

/** Fits the encoder of `encode.pca`. */
export async function fitPca({ config: { dim }, inputs: { images }, ctx }: {
  readonly config: { readonly dim: number };
  readonly inputs: { readonly images: ImageSet };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const shape = images.shape.slice(1);
  const pixels = sizeOf(shape);
  if (dim > pixels || dim >= images.shape[0]) {
    throw new RangeError(
      `Cannot fit ${dim} components: there are ${
        images.shape[0]
      } images of ${pixels} numbers; lower 'dim'`,
    );
  }
  const { mean, covariance } = await moments(images.pixels, pixels, {
    scale: 1 / 127.5,
    shift: -1,
  });
  const { values, vectors } = symmetricEigen(covariance, pixels);
  const kernel = new Float32Array(pixels * dim);
  const bias = new Float32Array(dim);
  for (let j = 0; j < dim; j++) {
    const vector = vectors[j]!;
    let offset = 0;
    for (let i = 0; i < pixels; i++) {
      kernel[i * dim + j] = vector[i]!;
      offset += vector[i]! * mean[i]!;
    }
    bias[j] = -offset;
  }
  const network: Network = {
    input: shape,
    layers: [{ type: "flatten" }, { type: "dense", units: dim }],
  };
  const total = values.reduce((sum, value) => sum + value, 0);
  const kept = values.slice(0, dim).reduce((sum, value) => sum + value, 0);
  const result = await standardized({
    network,
    weights: {
      "1/kernel": ndarray(kernel, [pixels, dim]),
      "1/bias": ndarray(bias, [dim]),
    },
    facts: { method: "pca", explained: kept / total },
  }, images);
  return {
    ...result,
    scores: {
      parameters: { value: countParameters(network) },
      flops: { value: countFlops(network) },
      explained: { value: kept / total, better: "higher" as const },
    },
  };
}
