import type { StageContext } from "../../lib/dsl/context.ts";
import { takeRows } from "../../lib/nn/batches.ts";
import { frechetDistance } from "../../lib/stats/frechet.ts";
import { moments } from "../../lib/stats/moments.ts";
import { random } from "../../lib/stats/random.ts";
import type { Measurement, ScoreSet } from "../kinds.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { inEachSpace, type ScoreInputs, type SpaceInputs } from "./_spaces.ts";

interface FrechetConfig {
  readonly resamples: number;
}

/** Scores what `score.frechet` reports. */
export async function scoreFrechet({ config, inputs, ctx }: {
  readonly config: FrechetConfig;
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  return await inEachSpace(inputs, (space) => inSpace(space, config, ctx));
}

async function inSpace(
  { name: extractor, samples, reference, train }: SpaceInputs,
  config: FrechetConfig,
  ctx: StageContext,
): Promise<ScoreSet> {
  const name = `fd[${extractor}]`;
  const { dim } = samples;
  const count = samples.features.length / dim;
  const target = await moments(reference.features, dim);
  const value = frechetDistance(await moments(samples.features, dim), target);
  // Resampling adds its own bias, so the spread is taken around the value.
  const values: number[] = [];
  for (let r = 0; r < config.resamples; r++) {
    const rows = random(0n, "frechet", r).integers(
      new Int32Array(count),
      count,
    );
    const drawn = takeRows(samples.features, rows, dim);
    values.push(frechetDistance(await moments(drawn, dim), target));
    ctx.progress({ done: r + 1, total: config.resamples, unit: "resample" });
    ctx.signal.throwIfAborted();
  }
  const half = 1.96 * deviation(values);
  const scores: Record<string, Measurement> = {
    [name]: {
      value,
      ...(values.length > 1 ? { low: value - half, high: value + half } : {}),
      count,
      better: "lower",
    },
  };
  if (train !== undefined) {
    scores[`${name} floor`] = {
      value: frechetDistance(await moments(train.features, dim), target),
      count: train.features.length / dim,
    };
  }
  return scores;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return Math.sqrt(square / Math.max(1, values.length - 1));
}
