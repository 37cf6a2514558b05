import * as tf from "@tensorflow/tfjs-core";
import type { StageContext } from "../../lib/dsl/context.ts";
import { randomResizedCrop } from "../../lib/image/crop.ts";
import { applyNetwork, type Tensors } from "../../lib/nn/apply.ts";
import {
  convBackbone,
  type ImageShape,
  resnet,
} from "../../lib/nn/architectures.ts";
import { imageRows, pixelsOf } from "../../lib/nn/batches.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { fitStep, fittedWeights, initFit } from "../../lib/nn/fit_step.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { ntXent } from "../../lib/nn/losses.ts";
import type { Network } from "../../lib/nn/network.ts";
import { outputShape } from "../../lib/nn/shapes.ts";
import { toUnit } from "../../lib/nn/run_network.ts";
import { train } from "../../lib/nn/train.ts";
import { random } from "../../lib/stats/random.ts";
import { underPrefix, withPrefix } from "../../lib/tensor/_prefix.ts";
import { type Arrays, ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet } from "../kinds.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
} from "./_finish_encoder.ts";

/** Settings of `encode.simclr`. */
export interface SimclrConfig {
  readonly dim: number;
  readonly whiten?: number | undefined;
  readonly architecture: "conv" | "resnet";
  readonly width: number;
  readonly projection: number;
  readonly temperature: number;
  readonly crop: readonly [number, number];
  readonly jitter: number;
  readonly mirror: boolean;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

/** Trains the encoder of `encode.simclr`. */
export async function trainSimclr({ config, inputs, ctx }: {
  readonly config: SimclrConfig;
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { batch, steps } = config;
  const { images } = inputs;
  const whitening = config.whiten === undefined
    ? { whiten: config.dim, setting: "dim" }
    : { whiten: config.whiten, setting: "whiten" };
  requireFit(inputs, whitening);
  const encoder = backboneOf(config, images);
  const [features = 0] = outputShape(encoder);
  if (whitening.whiten > features) {
    throw new RangeError(
      `Cannot take codes of ${whitening.whiten} dimensions from ${features} features; lower '${whitening.setting}' or raise 'width'`,
    );
  }
  const head: Network = {
    input: [features],
    layers: [
      { type: "dense", units: config.projection },
      { type: "batchNorm" },
      { type: "relu" },
      { type: "dense", units: config.projection },
    ],
  };
  const trained = await train({
    steps,
    initial: initFit({
      ...withPrefix("enc/", initNetwork(encoder, random(ctx.seed, "encoder"))),
      ...withPrefix("head/", initNetwork(head, random(ctx.seed, "head"))),
    }),
    step: fitStep((weights, data) => {
      const x = toUnit(data.real!, "uint8");
      const both = tf.concat([
        viewOf(x, underPrefix("a/", data)),
        viewOf(x, underPrefix("b/", data)),
      ], 0);
      const codes = applyNetwork(encoder, underPrefix("enc/", weights), both, {
        training: true,
      });
      const projected = applyNetwork(
        head,
        underPrefix("head/", weights),
        codes.output,
        { training: true },
      );
      const a = tf.slice(projected.output, [0, 0], [batch, -1]);
      const b = tf.slice(projected.output, [batch, 0], [batch, -1]);
      return {
        loss: ntXent(a, b, config.temperature),
        updates: {
          ...withPrefix("enc/", codes.updates),
          ...withPrefix("head/", projected.updates),
        },
      };
    }, { rate: config.rate, weightDecay: 1e-4 }),
    picks: {
      real: {
        of: pixelsOf(images),
        rows: imageRows(ctx.seed, { count: batch, from: images.shape[0] }),
      },
    },
    batch: (index) => ({
      ...withPrefix("a/", drawView(config, images, [ctx.seed, "a", index])),
      ...withPrefix("b/", drawView(config, images, [ctx.seed, "b", index])),
    }),
  }, ctx);
  const weights = fittedWeights(trained.state);
  const losses = trained.history.metrics.loss ?? [];
  const finished = await finishEncoder(
    {
      network: encoder,
      weights: underPrefix("enc/", weights),
      facts: { method: "simclr", steps: trained.steps, loss: losses },
    },
    inputs,
    { ...whitening, ctx },
  );
  return {
    encoder: finished.encoder,
    latents: finished.latents,
    scores: {
      parameters: { value: countParameters(encoder) },
      flops: { value: countFlops(encoder) },
      trainingLoss: { value: losses.at(-1) ?? 0, better: "lower" as const },
      diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
      ...finished.scores,
    },
  };
}

/** The network whose output the head contrasts, and codes are made of. */
function backboneOf(
  { architecture, width }: SimclrConfig,
  images: ImageSet,
): Network {
  const image = images.shape.slice(1) as unknown as ImageShape;
  return architecture === "conv"
    ? convBackbone(image, { width })
    : resnet(image, { width, blocks: [1, 1, 1] });
}

/** Random numbers that make one view of every image of a batch. */
function drawView(
  config: SimclrConfig,
  images: ImageSet,
  [seed, view, index]: readonly [bigint, string, number],
): Arrays {
  const { batch, jitter } = config;
  const size = images.shape[1];
  const { rows, columns } = randomResizedCrop(
    random(seed, "crop", view, index),
    { batch, size, scale: config.crop },
  );
  const light = random(seed, "light", view, index);
  const contrast = light.uniform(
    new Float32Array(batch),
    1 - jitter,
    1 + jitter,
  );
  const brightness = light.uniform(new Float32Array(batch), -jitter, jitter);
  if (config.mirror) {
    mirrorSome(columns, size, light.words(new Uint32Array(batch)));
  }
  return {
    rows: ndarray(rows, [batch, 1, size, size]),
    columns: ndarray(columns, [batch, 1, size, size]),
    contrast: ndarray(contrast, [batch, 1, 1, 1]),
    brightness: ndarray(brightness, [batch, 1, 1, 1]),
  };
}

/** Reverses the output columns of every second matrix, at random. */
function mirrorSome(
  columns: Float32Array,
  size: number,
  words: Uint32Array,
): void {
  for (const [image, word] of words.entries()) {
    if (word < 0x80000000) continue;
    const start = image * size * size;
    for (let i = 0; i < size >> 1; i++) {
      const low = start + i * size;
      const high = start + (size - 1 - i) * size;
      const kept = columns.slice(low, low + size);
      columns.copyWithin(low, high, high + size);
      columns.set(kept, high);
    }
  }
}

function viewOf(images: tf.Tensor, view: Tensors): tf.Tensor {
  const planes = tf.transpose(images, [0, 3, 1, 2]);
  const cropped = tf.matMul(
    tf.matMul(view.rows as tf.Tensor4D, planes as tf.Tensor4D),
    view.columns as tf.Tensor4D,
    false,
    true,
  );
  const lit = tf.add(tf.mul(cropped, view.contrast!), view.brightness!);
  return tf.transpose(tf.clipByValue(lit, -1, 1), [0, 2, 3, 1]);
}
