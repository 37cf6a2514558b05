import type { StageContext } from "../../lib/dsl/context.ts";
import { convEncoder, type ImageShape } from "../../lib/nn/architectures.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
} from "./_finish_encoder.ts";

/** Draws the encoder of `encode.randomConv`. */
export async function makeRandomConv({ config, inputs, ctx }: {
  readonly config: {
    readonly dim: number;
    readonly width: number;
    readonly whiten?: number | undefined;
  };
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  requireFit(inputs, config);
  const image = inputs.images.shape.slice(1) as unknown as ImageShape;
  const network = convEncoder(image, {
    width: config.width,
    units: config.dim,
    norm: false,
  });
  const weights = initNetwork(network, random(ctx.seed, "encoder"));
  const { encoder, latents, scores } = await finishEncoder(
    { network, weights, facts: { method: "random" } },
    inputs,
    { whiten: config.whiten, ctx },
  );
  return {
    encoder,
    latents,
    scores: {
      parameters: { value: countParameters(network) },
      flops: { value: countFlops(network) },
      ...scores,
    },
  };
}
