import type { StageContext } from "../../lib/dsl/context.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import { dcganGenerator, type ImageShape } from "../../lib/nn/architectures.ts";
import { imageRows, pixelsOf } from "../../lib/nn/batches.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { fitStep, fittedWeights, initFit } from "../../lib/nn/fit_step.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { meanSquaredError } from "../../lib/nn/losses.ts";
import { toUnit } from "../../lib/nn/run_network.ts";
import { train } from "../../lib/nn/train.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, Measurement, Model } from "../kinds.ts";
import { encodeImages } from "../encode/_encoded.ts";
import { curveFacts, curveScores, curveTable } from "./_curve.ts";
import type { StopConfig } from "./_stop_config.ts";
import { stopRule } from "./_stop_rule.ts";
import { watchDecoder } from "./_watch_decoder.ts";

/** Settings of `generate.decoder`. */
export interface DecoderConfig {
  readonly width: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly stop?: StopConfig | undefined;
}

/** Trains the decoder of `generate.decoder`. */
export async function trainDecoder({ config, inputs, ctx }: {
  readonly config: DecoderConfig;
  readonly inputs: {
    readonly images: ImageSet;
    readonly encoder: Model;
    readonly heldOut: ImageSet | undefined;
  };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { images, encoder } = inputs;
  const rule = stopRule(config.stop, {
    images,
    heldOut: inputs.heldOut,
    steps: config.steps,
  });
  const image = images.shape.slice(1) as unknown as ImageShape;
  const { codes, dim } = await encodeImages(encoder, images);
  const network = dcganGenerator(dim, { image, width: config.width });
  const watch = rule && await watchDecoder(rule, { network, encoder });
  const rows = imageRows(ctx.seed, {
    count: config.batch,
    from: images.shape[0],
  });
  const trained = await train({
    steps: config.steps,
    initial: initFit(initNetwork(network, random(ctx.seed, "decoder"))),
    step: fitStep((weights, { real, codes }) => {
      const back = applyNetwork(network, weights, codes!, { training: true });
      return {
        loss: meanSquaredError(back.output, toUnit(real!, "uint8")),
        updates: back.updates,
      };
    }, { rate: config.rate }),
    batch: () => ({}),
    picks: {
      real: { of: pixelsOf(images), rows },
      codes: { of: ndarray(codes, [images.shape[0], dim]), rows },
    },
    watch,
  }, ctx);
  const curve = watch?.found();
  const weights = curve?.best?.weights ?? fittedWeights(trained.state);
  const losses = trained.history.metrics.loss ?? [];
  const scores: Record<string, Measurement> = {
    parameters: { value: countParameters(network) },
    flops: { value: countFlops(network) },
    steps: { value: trained.steps },
    // A backward pass counts as two forward passes.
    trainingFlops: {
      value: trained.steps * config.batch * 3 * countFlops(network),
    },
    ...(curve && curveScores(curve, { ...trained, ...rule! })),
    trainingLoss: { value: losses.at(-1) ?? 0, better: "lower" },
    diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
  };
  return {
    generator: {
      network,
      weights,
      facts: {
        method: "decoder",
        dim,
        steps: trained.steps,
        loss: losses,
        ...(curve && { curve: curveFacts(curve) }),
      },
    },
    scores,
    curve: curveTable(curve),
  };
}
