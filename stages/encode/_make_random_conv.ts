import type { StageContext } from "../../lib/dsl/context.ts";
import { convEncoder, type ImageShape } from "../../lib/nn/architectures.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet } from "../kinds.ts";
import { standardized } from "./_encoded.ts";

/** Draws the encoder of `encode.randomConv`. */
export async function makeRandomConv({ config, inputs: { images }, ctx }: {
  readonly config: { readonly dim: number; readonly width: number };
  readonly inputs: { readonly images: ImageSet };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const network = convEncoder(images.shape.slice(1) as unknown as ImageShape, {
    width: config.width,
    units: config.dim,
    norm: false,
  });
  const weights = initNetwork(network, random(ctx.seed, "encoder"));
  const result = await standardized(
    { network, weights, facts: { method: "random" } },
    images,
  );
  return {
    ...result,
    scores: {
      parameters: { value: countParameters(network) },
      flops: { value: countFlops(network) },
    },
  };
}
