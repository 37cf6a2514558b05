import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "../../lib/nn/network.ts";
import { drawRows, takeRows } from "../../lib/nn/batches.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import { compile, ndarray } from "../../lib/tensor/mod.ts";
import type { PriorModel } from "../kinds.ts";
import { velocity } from "./_flow_network.ts";

/** Codes of a flow that training draws from: integration is slow, rows are not. */
const POOL = 32_768;
const FLOW_BATCH = 1024;

/** Draws codes, `[count, dim]`. */
export type Drawer = (random: Random, count: number) => Float32Array;

/**
 * Codes from a prior.
 *
 * @param prior Any family
 * @param options Seed of the stream and number of codes
 * @returns `[count, dim]`
 */
export async function samplePrior(
  prior: PriorModel,
  options: { readonly seed: bigint; readonly count: number },
): Promise<Float32Array> {
  const stream = random(options.seed, "codes");
  return prior.family === "flow"
    ? await integrate(prior, stream, options.count)
    : closedForm(prior)(stream, options.count);
}

/** Opens a prior for many small draws; a flow is drawn from a pool of 32,768 codes. */
export async function openPrior(
  prior: PriorModel,
  seed: bigint,
): Promise<Drawer> {
  if (prior.family !== "flow") return closedForm(prior);
  const pool = await integrate(prior, random(seed, "pool"), POOL);
  return (random, count) =>
    takeRows(pool, drawRows(random, { count, from: POOL }), prior.dim);
}

function closedForm(prior: PriorModel): Drawer {
  const { dim } = prior;
  switch (prior.family) {
    case "normal":
      return (random, count) => random.normal(new Float32Array(count * dim));
    case "empirical":
      return drawEmpirical(prior);
    case "gaussian":
    case "mixture":
      return drawMixture(prior);
    case "flow":
      throw new TypeError("Cannot draw from a flow in closed form");
    default:
      return prior.family satisfies never;
  }
}

function drawEmpirical({ dim, weights, facts }: PriorModel): Drawer {
  const { data, shape } = weights.codes!;
  const smoothing = facts.smoothing as number;
  return (random, count) => {
    const rows = drawRows(random, { count, from: shape[0]! });
    const codes = takeRows(data as Float32Array, rows, dim);
    if (smoothing > 0) {
      const noise = random.normal(new Float32Array(codes.length));
      for (let i = 0; i < codes.length; i++) codes[i]! += smoothing * noise[i]!;
    }
    return codes;
  };
}

function drawMixture({ dim, weights }: PriorModel): Drawer {
  const shares = weights.shares!.data;
  const means = weights.means!.data;
  const factors = weights.factors!.data;
  return (random, count) => {
    const picks = random.uniform(new Float32Array(count));
    const noise = random.normal(new Float32Array(count * dim));
    const codes = new Float32Array(count * dim);
    for (let i = 0; i < count; i++) {
      let part = 0;
      let rest = picks[i]!;
      while (part < shares.length - 1 && (rest -= shares[part]!) >= 0) part++;
      for (let j = 0; j < dim; j++) {
        const row = (part * dim + j) * dim;
        let value = means[part * dim + j]!;
        for (let k = 0; k <= j; k++) {
          value += factors[row + k]! * noise[i * dim + k]!;
        }
        codes[i * dim + j] = value;
      }
    }
    return codes;
  };
}

/** Heun's method from noise at time 0 to codes at time 1. */
async function integrate(
  { dim, weights, facts }: PriorModel,
  stream: Random,
  count: number,
): Promise<Float32Array> {
  const network = facts.network as unknown as Network;
  const steps = facts.integration as number;
  const heun = compile(({ x, t, ...rest }) => {
    const time = tf.mul(tf.ones([FLOW_BATCH, 1]), t!);
    const first = velocity(network, rest, { codes: x!, time });
    const guess = tf.add(x!, tf.div(first, steps));
    const second = velocity(network, rest, {
      codes: guess,
      time: tf.add(time, 1 / steps),
    });
    return { x: tf.add(x!, tf.div(tf.add(first, second), 2 * steps)) };
  }, weights);
  const codes = new Float32Array(count * dim);
  for (let start = 0; start < count; start += FLOW_BATCH) {
    let x = ndarray(stream.normal(new Float32Array(FLOW_BATCH * dim)), [
      FLOW_BATCH,
      dim,
    ]);
    for (let step = 0; step < steps; step++) {
      const t = ndarray(Float32Array.of(step / steps), []);
      x = (await heun.run({ x, t })).x as typeof x;
    }
    const rows = Math.min(FLOW_BATCH, count - start);
    codes.set(x.data.subarray(0, rows * dim), start * dim);
  }
  heun.dispose();
  return codes;
}
