import { countFlops, countParameters } from "../../../lib/nn/network/count.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { principalComponents } from "../../../lib/stats/principal_components.ts";
import { ndarray, sizeOf } from "../../../lib/tensor/mod.ts";
import type { ImageSet, Model, ScoreSet } from "../../kinds/mod.ts";
import { encodeImages } from "./encoded.ts";
import { standardizing } from "./_scaling.ts";

/** Fits the encoder of `encode.pca`. */
export async function fitPca({ config: { dim }, images }: {
  readonly config: { readonly dim: number };
  readonly images: ImageSet;
}): Promise<{ readonly model: Model; readonly scores: ScoreSet }> {
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
  const weights = {
    "1/kernel": ndarray(kernel, [pixels, dim]),
    "1/bias": ndarray(bias, [dim]),
  };
  const { constant } = standardizing(
    await encodeImages({ network, weights }, images),
  );
  const varied = dim - constant;
  if (varied < dim) {
    const [count] = images.shape;
    throw new RangeError(
      `Cannot fit ${dim} components: the ${count} images ${
        varied === 0
          ? "are all alike"
          : `vary in ${varied} of so many directions; lower 'dim' to at most ${varied}`
      }`,
    );
  }
  return {
    model: {
      network,
      weights,
      facts: { method: "pca", explained },
    },
    scores: {
      parameters: { value: countParameters(network) },
      flops: { value: countFlops(network) },
      explained: { value: explained, better: "higher" },
    },
  };
}
