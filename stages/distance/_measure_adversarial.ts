import type * as tf from "@tensorflow/tfjs-core";
import type { StageContext } from "../../lib/dsl/context.ts";
import { adam, initAdam } from "../../lib/nn/adam.ts";
import { applyNetwork, type Tensors } from "../../lib/nn/apply.ts";
import { dcganCritic, type ImageShape } from "../../lib/nn/architectures.ts";
import { drawRows, imageBatch, takeRows } from "../../lib/nn/batches.ts";
import { criticLoss } from "../../lib/nn/gan_loss.ts";
import { gradientsOf } from "../../lib/nn/gradients.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import type { Network } from "../../lib/nn/network.ts";
import { toUnit } from "../../lib/nn/run_network.ts";
import {
  initSpectralNorm,
  powerIteration,
  spectralNormalize,
} from "../../lib/nn/spectral_norm.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import { underPrefix, withPrefix } from "../../lib/tensor/_prefix.ts";
import {
  type Arrays,
  compile,
  compileStep,
  ndarray,
  type StepFunction,
  useEngine,
} from "../../lib/tensor/mod.ts";
import type { ImageSet, Measurement } from "../kinds.ts";

/** Settings of `distance.adversarial`. */
export interface AdversarialConfig {
  readonly widths: readonly number[];
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly resamples: number;
}

type Pixels = Pick<ImageSet, "pixels" | "shape">;

/** Measures the distance for every critic width, as `name[width]`. */
export async function measureAdversarial({ name, config, inputs, ctx }: {
  readonly name: string;
  readonly config: AdversarialConfig;
  readonly inputs: {
    readonly samples: Pixels;
    readonly reference: Pixels;
  };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { samples, reference } = inputs;
  const { widths, steps } = config;
  const count = Math.min(reference.shape[0], samples.shape[0]);
  const scores: Record<string, Measurement> = {};
  for (const [index, width] of widths.entries()) {
    scores[`${name}[${width}]`] = await criticDistance(
      {
        // Files are often sorted: halves must be drawn, not cut.
        real: shuffled(reference, count, random(ctx.seed, "order", 0)),
        fake: shuffled(samples, count, random(ctx.seed, "order", 1)),
        width,
      },
      config,
      { ctx, offset: index * steps, total: widths.length * steps },
    );
  }
  return { scores };
}

/** Trains a critic on the first halves and measures on the second. */
async function criticDistance(
  sets: {
    readonly real: Pixels;
    readonly fake: Pixels;
    readonly width: number;
  },
  config: AdversarialConfig,
  { ctx, offset, total }: {
    ctx: StageContext;
    offset: number;
    total: number;
  },
): Promise<Measurement> {
  const { real, fake, width } = sets;
  const half = Math.floor(real.shape[0] / 2);
  if (half < 2) {
    throw new RangeError(
      `Cannot measure a distance: expected at least 4 images on each side, got ${
        real.shape[0]
      }`,
    );
  }
  const critic = dcganCritic(real.shape.slice(1) as unknown as ImageShape, {
    width,
  });
  const initial = initNetwork(critic, random(ctx.seed, "critic"));
  const stepper = compileStep(criticStep(critic, config.rate), {
    ...withPrefix("c/", initial),
    ...withPrefix("a/", initAdam(initial)),
    ...withPrefix("u/", initSpectralNorm(initial, random(ctx.seed, "vectors"))),
  });
  const draw = (name: string, index: number) =>
    drawRows(random(ctx.seed, name, index), {
      count: config.batch,
      from: half,
    });
  for (let index = 0; index < config.steps; index++) {
    const { loss } = await stepper.run({
      real: imageBatch(real, draw("real", index)),
      fake: imageBatch(fake, draw("fake", index)),
    });
    ctx.progress({
      done: offset + index + 1,
      total,
      unit: "step",
      metrics: { loss: loss!.data[0]! },
    });
    ctx.signal.throwIfAborted();
  }
  const state = await stepper.state();
  stepper.dispose();
  const onReal = await judgements(critic, state, rest(real, half));
  const onFake = await judgements(critic, state, rest(fake, half));
  return {
    ...meanDifference(onReal, onFake, {
      seed: ctx.seed,
      resamples: config.resamples,
    }),
    better: "lower",
  };
}

function criticStep(critic: Network, rate: number): StepFunction {
  return (state, { real, fake }) => {
    const weights = underPrefix("c/", state);
    const pairs = powerIteration(weights, underPrefix("u/", state));
    const { value, gradients } = gradientsOf(weights, (trained) => {
      const normalized = spectralNormalize(trained, pairs);
      const judge = (x: tf.Tensor) =>
        applyNetwork(critic, normalized, toUnit(x, "uint8")).output;
      return criticLoss("wasserstein", {
        real: judge(real!),
        fake: judge(fake!),
      });
    });
    const next = adam(
      weights,
      { gradients, state: underPrefix("a/", state) },
      { rate, beta1: 0.5 },
    );
    return {
      state: {
        ...withPrefix("c/", next.weights),
        ...withPrefix("a/", next.state),
        ...withPrefix("u/", pairs.right),
      },
      metrics: { loss: value },
    };
  };
}

/** Values of the trained critic, one an image. */
async function judgements(
  critic: Network,
  state: Arrays,
  images: Pixels,
): Promise<Float32Array> {
  const [count, ...shape] = images.shape;
  const size = images.pixels.length / count;
  const batch = Math.min(250, count);
  const weights = {
    ...withPrefix("c/", underPrefix("c/", state)),
    ...withPrefix("u/", underPrefix("u/", state)),
  };
  const judge = compile(({ x, ...rest }) => {
    const weights: Tensors = underPrefix("c/", rest);
    const pairs = powerIteration(weights, underPrefix("u/", rest));
    const normalized = spectralNormalize(weights, pairs);
    return { y: applyNetwork(critic, normalized, toUnit(x!, "uint8")).output };
  }, weights);
  const values = new Float32Array(count);
  for (let start = 0; start < count; start += batch) {
    const rows = Int32Array.from(
      { length: batch },
      (_, i) => Math.min(count - 1, start + i),
    );
    const x = ndarray(takeRows(images.pixels, rows, size), [batch, ...shape]);
    const { y } = await judge.run({ x });
    const kept = Math.min(batch, count - start);
    values.set((y!.data as Float32Array).subarray(0, kept), start);
  }
  judge.dispose();
  return values;
}

/** Difference of means with a percentile bootstrap interval over images. */
function meanDifference(
  a: Float32Array,
  b: Float32Array,
  { seed, resamples }: { seed: bigint; resamples: number },
): Measurement {
  const differences = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    const stream = random(seed, "bootstrap", r);
    differences[r] =
      resampledMean(a, stream.integers(new Int32Array(a.length), a.length)) -
      resampledMean(b, stream.integers(new Int32Array(b.length), b.length));
  }
  differences.sort();
  return {
    value: mean(a) - mean(b),
    low: differences[Math.floor(0.025 * (resamples - 1))]!,
    high: differences[Math.ceil(0.975 * (resamples - 1))]!,
    count: a.length,
  };
}

function resampledMean(values: Float32Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
  return sum / rows.length;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `count` images drawn without replacement. */
function shuffled(
  { pixels, shape }: Pixels,
  count: number,
  stream: Random,
): Pixels {
  const [all, height, width, channels] = shape;
  const rows = stream.permutation(all).subarray(0, count);
  return {
    pixels: takeRows(pixels, rows, pixels.length / all),
    shape: [count, height, width, channels],
  };
}

function rest({ pixels, shape }: Pixels, from: number): Pixels {
  const [all, height, width, channels] = shape;
  return {
    pixels: pixels.subarray(from * pixels.length / all),
    shape: [all - from, height, width, channels],
  };
}
