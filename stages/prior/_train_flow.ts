import * as tf from "@tensorflow/tfjs-core";
import type { StageContext } from "../../lib/dsl/context.ts";
import { drawRows, takeRows } from "../../lib/nn/batches.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import {
  averagedFit,
  fittedAverage,
  initAveraged,
} from "../../lib/nn/averaged_fit.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { meanSquaredError } from "../../lib/nn/losses.ts";
import { train } from "../../lib/nn/train.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import { compile, ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { Json, LatentSet, Measurement, PriorModel } from "../kinds.ts";
import { flowNetwork, velocity } from "./_flow_network.ts";

/** Settings of `prior.flow`. */
export interface FlowConfig {
  readonly width: number;
  readonly blocks: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly ema: number;
  readonly integration: number;
  readonly noise: number;
}

/** Trains the prior of `prior.flow`. */
export async function trainFlow({ config, inputs, ctx }: {
  readonly config: FlowConfig;
  readonly inputs: {
    readonly latents: LatentSet;
    readonly heldOut: LatentSet | undefined;
  };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { latents, heldOut } = inputs;
  const network = flowNetwork(latents.dim, config);
  // Straight lines x(t) = (1 − t)·noise + t·code have velocity code − noise.
  const loss = (
    weights: Readonly<Record<string, tf.Tensor>>,
    data: Readonly<Record<string, tf.Tensor>>,
  ) => {
    const { codes, noise, time } = data;
    const point = tf.add(
      tf.mul(codes!, time!),
      tf.mul(noise!, tf.sub(1, time!)),
    );
    const found = velocity(network, weights, { codes: point, time: time! });
    return meanSquaredError(found, tf.sub(codes!, noise!));
  };
  const { batch } = config;
  const stream = (index: number) => random(ctx.seed, "flow", index);
  const trained = await train({
    steps: config.steps,
    initial: initAveraged(initNetwork(network, random(ctx.seed, "flow"))),
    step: averagedFit(
      (weights, data) => ({ loss: loss(weights, data), updates: {} }),
      { rate: config.rate, ema: config.ema },
    ),
    batch: (index) => {
      const { noise, time } = drawPairs(latents, batch, stream(index));
      return { noise, time };
    },
    picks: {
      codes: {
        of: ndarray(latents.codes, [latents.count, latents.dim]),
        // The first that a stream is asked for.
        rows: (index) =>
          drawRows(stream(index), { count: batch, from: latents.count }),
      },
    },
  }, ctx);
  const weights = fittedAverage(trained.state);
  const scores: Record<string, Measurement> = {
    parameters: { value: countParameters(network) },
    flops: { value: countFlops(network) * 2 * config.integration },
  };
  if (heldOut !== undefined) {
    const evaluate = compile(({ codes, noise, time, ...rest }) => ({
      loss: loss(rest, { codes: codes!, noise: noise!, time: time! }),
    }), weights);
    const { rows, ...drawn } = drawPairs(
      heldOut,
      4096,
      random(ctx.seed, "held out"),
    );
    const codes = takeRows(heldOut.codes, rows, heldOut.dim);
    const result = await evaluate.run({
      ...drawn,
      codes: ndarray(codes, [rows.length, heldOut.dim]),
    });
    evaluate.dispose();
    scores.velocityError = {
      value: result.loss!.data[0]!,
      count: heldOut.count,
      better: "lower",
    };
  }
  const prior: PriorModel = {
    family: "flow",
    dim: latents.dim + config.noise,
    weights,
    facts: {
      network: network as unknown as Json,
      integration: config.integration,
      noise: config.noise,
      parameters: countParameters(network),
      steps: trained.steps,
    },
  };
  return { prior, scores };
}

/** Rows of codes, and what each is paired with: noise, and a time in [0, 1). */
function drawPairs({ dim, count }: LatentSet, batch: number, random: Random) {
  return {
    rows: drawRows(random, { count: batch, from: count }),
    noise: ndarray(random.normal(new Float32Array(batch * dim)), [batch, dim]),
    time: ndarray(random.uniform(new Float32Array(batch)), [batch, 1]),
  };
}
