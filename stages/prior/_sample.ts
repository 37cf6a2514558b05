import { drawRows, takeRows } from "../../lib/nn/batches.ts";
import { type Random, random } from "../../lib/stats/random.ts";
import type { PriorModel } from "../kinds.ts";
import { flowSampler } from "./_flow_sampler.ts";

/** Codes of a flow that training draws from: integration is slow, rows are not. */
const POOL = 32_768;

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
  const { seed, count } = options;
  const { codes, noise } = withoutNoise(prior);
  const stream = random(seed, "codes");
  const drawn = codes.family === "flow"
    ? await drawOnce(codes, stream, count)
    : closedForm(codes)(stream, count);
  return withNoise(drawn, { noise, count, stream: random(seed, "noise") });
}

/** Opens a prior for many small draws; a flow is drawn from a pool of 32,768 codes. */
export async function openPrior(
  prior: PriorModel,
  seed: bigint,
): Promise<Drawer> {
  const { codes, noise } = withoutNoise(prior);
  const draw = codes.family === "flow"
    ? await drawPool(codes, seed)
    : closedForm(codes);
  return (stream, count) =>
    withNoise(draw(stream, count), { noise, count, stream });
}

async function drawPool(prior: PriorModel, seed: bigint): Promise<Drawer> {
  const pool = await drawOnce(prior, random(seed, "pool"), POOL);
  return (random, count) =>
    takeRows(pool, drawRows(random, { count, from: POOL }), prior.dim);
}

async function drawOnce(
  prior: PriorModel,
  stream: Random,
  count: number,
): Promise<Float32Array> {
  const sampler = flowSampler(prior);
  try {
    return await sampler.draw(stream, count);
  } finally {
    sampler.dispose();
  }
}

/** The law of the codes alone, and how many numbers of noise follow one. */
function withoutNoise(prior: PriorModel) {
  const noise = Number(prior.facts.noise ?? 0);
  return { codes: { ...prior, dim: prior.dim - noise }, noise };
}

/** Codes, each followed by standard normal numbers. */
function withNoise(
  codes: Float32Array,
  { noise, count, stream }: {
    readonly noise: number;
    readonly count: number;
    readonly stream: Random;
  },
): Float32Array {
  if (noise === 0) return codes;
  const dim = codes.length / count;
  const out = new Float32Array(count * (dim + noise));
  const numbers = stream.normal(new Float32Array(count * noise));
  for (let i = 0; i < count; i++) {
    const at = i * (dim + noise);
    out.set(codes.subarray(i * dim, (i + 1) * dim), at);
    out.set(numbers.subarray(i * noise, (i + 1) * noise), at + dim);
  }
  return out;
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
