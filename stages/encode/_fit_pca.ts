import type { StageContext } from "../../lib/dsl/context.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import type { Network } from "../../lib/nn/network.ts";
import { principalComponents } from "../../lib/stats/principal_components.ts";
import { ndarray, sizeOf, useEngine } from "../../lib/tensor/mod.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
} from "./_finish_encoder.ts";

/** Fits the encoder of `encode.pca`. */
export async function fitPca({ config: { dim, whiten }, inputs, ctx }: {
  readonly config: {
    readonly dim: number;
    readonly whiten?: number | undefined;
  };
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  requireFit(inputs, { whiten });
  const { images } = inputs;
  const shape = images.shape.slice(1);
  const pixels = sizeOf(shape);
  if (dim > pixels || dim >= images.shape[0]) {
    throw new RangeError(
      `Cannot fit ${dim} components: there are ${
        images.shape[0]
      } images of ${pixels} numbers; lower 'dim'`,
    );
  }
  const { mean, variances, directions, total } = await principalComponents(
    images.pixels,
    pixels,
    { count: dim, scale: 1 / 127.5, shift: -1 },
  );
  const kernel = new Float32Array(pixels * dim);
  const bias = new Float32Array(dim);
  for (const [j, direction] of directions.entries()) {
    let offset = 0;
    for (let i = 0; i < pixels; i++) {
      kernel[i * dim + j] = direction[i]!;
      offset += direction[i]! * mean[i]!;
    }
    bias[j] = -offset;
  }
  const network: Network = {
    input: shape,
    layers: [{ type: "flatten" }, { type: "dense", units: dim }],
  };
  const explained = total > 0
    ? variances.reduce((sum, value) => sum + value, 0) / total
    : 1;
  const { encoder, latents, scores } = await finishEncoder(
    {
      network,
      weights: {
        "1/kernel": ndarray(kernel, [pixels, dim]),
        "1/bias": ndarray(bias, [dim]),
      },
      facts: { method: "pca", explained },
    },
    inputs,
    { whiten, ctx },
  );
  const still = encoder.facts.constantCoordinates as number;
  if (still > 0) {
    const [count] = images.shape;
    const varied = dim - still;
    throw new RangeError(
      `Cannot fit ${dim} components: the ${count} images ${
        varied === 0
          ? "are all alike"
          : `vary in ${varied} of so many directions; lower 'dim' to at most ${varied}`
      }`,
    );
  }
  return {
    encoder,
    latents,
    scores: {
      parameters: { value: countParameters(network) },
      flops: { value: countFlops(network) },
      explained: { value: explained, better: "higher" as const },
      ...scores,
    },
  };
}
