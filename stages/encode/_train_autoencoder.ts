import type { StageContext } from "../../lib/dsl/context.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import {
  convEncoder,
  dcganGenerator,
  type ImageShape,
  weakened,
} from "../../lib/nn/architectures.ts";
import { imageRows, pixelsOf } from "../../lib/nn/batches.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { drawNoise } from "../../lib/nn/draw_noise.ts";
import { fitStep, fittedWeights, initFit } from "../../lib/nn/fit_step.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { meanSquaredError } from "../../lib/nn/losses.ts";
import { toUnit } from "../../lib/nn/run_network.ts";
import { train } from "../../lib/nn/train.ts";
import { random } from "../../lib/stats/random.ts";
import { underPrefix, withPrefix } from "../../lib/tensor/_prefix.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
} from "./_finish_encoder.ts";

/** Settings of both autoencoders. */
export interface AutoencoderConfig {
  readonly dim: number;
  readonly width: number;
  readonly decoderWidth: number;
  readonly dropout: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly whiten?: number | undefined;
}

/** Trains encoder and decoder together; with dropout the decoder is weak. */
export async function trainAutoencoder({ config, inputs, ctx }: {
  readonly config: AutoencoderConfig;
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  requireFit(inputs, config);
  const { images } = inputs;
  const image = images.shape.slice(1) as unknown as ImageShape;
  const { dim, batch, steps } = config;
  const encoder = convEncoder(image, { width: config.width, units: dim });
  const decoder = weakened(
    dcganGenerator(dim, { image, width: config.decoderWidth }),
    config.dropout,
  );
  const trained = await train({
    steps,
    initial: initFit({
      ...withPrefix("enc/", initNetwork(encoder, random(ctx.seed, "encoder"))),
      ...withPrefix("dec/", initNetwork(decoder, random(ctx.seed, "decoder"))),
    }),
    step: fitStep((weights, { real, ...noise }) => {
      const x = toUnit(real!, "uint8");
      const codes = applyNetwork(encoder, underPrefix("enc/", weights), x, {
        training: true,
      });
      const back = applyNetwork(
        decoder,
        underPrefix("dec/", weights),
        codes.output,
        { training: true, noise: underPrefix("noise/", noise) },
      );
      return {
        loss: meanSquaredError(back.output, x),
        updates: {
          ...withPrefix("enc/", codes.updates),
          ...withPrefix("dec/", back.updates),
        },
      };
    }, { rate: config.rate }),
    batch: (index) =>
      withPrefix(
        "noise/",
        drawNoise(decoder, {
          batch,
          random: random(ctx.seed, "dropout", index),
        }),
      ),
    picks: {
      real: {
        of: pixelsOf(images),
        rows: imageRows(ctx.seed, { count: batch, from: images.shape[0] }),
      },
    },
  }, ctx);
  const weights = fittedWeights(trained.state);
  const losses = trained.history.metrics.loss ?? [];
  const facts = {
    method: config.dropout > 0 ? "dae" : "autoencoder",
    steps: trained.steps,
    loss: losses,
  };
  const finished = await finishEncoder(
    {
      network: encoder,
      weights: underPrefix("enc/", weights),
      facts,
    },
    inputs,
    { whiten: config.whiten, ctx },
  );
  const { latents, scaling } = finished;
  return {
    encoder: finished.encoder,
    latents,
    decoder: scaling.decoderOf({
      network: decoder,
      weights: underPrefix("dec/", weights),
      facts: { ...facts, dim: latents.dim },
    }),
    scores: {
      parameters: { value: countParameters(encoder) },
      flops: { value: countFlops(encoder) },
      trainingLoss: { value: losses.at(-1) ?? 0, better: "lower" as const },
      diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
      ...finished.scores,
    },
  };
}
