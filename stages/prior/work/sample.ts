import { drawRows, takeRows } from "../../../lib/nn/learn/batches.ts";
import { type Random, random } from "../../../lib/stats/random.ts";
import type { PriorModel } from "../../kinds/mod.ts";
import type { Law, Sampler } from "../../roles/prior_spec.ts";
import { loadTools, type Tools } from "../../roles/tools.ts";
import { lawOf } from "./_law_of.ts";

/** Codes that training draws from where drawing takes steps: those are slow, rows are not. */
const POOL = 32_768;

/** Codes that are drawn in steps at once. */
const BATCH = 1024;
/** The same for codes of many numbers: so many numbers at once. */
const NUMBERS = 2 ** 18;

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
  const drawn = await drawOnce(codes, random(seed, "codes"), count);
  return withNoise(drawn, { noise, count, stream: random(seed, "noise") });
}

/** Opens a prior for many small draws; what draws in steps fills a pool first. */
export async function openPrior(
  prior: PriorModel,
  seed: bigint,
): Promise<Drawer> {
  const { codes, noise } = withoutNoise(prior);
  const law = lawOf(codes);
  const tools = await loadTools();
  const draw = law.draw === undefined
    ? await drawPool(codes, seed)
    : (stream: Random, count: number) =>
      law.draw!({ ...tools, prior: codes, stream, count });
  return (stream, count) =>
    withNoise(draw(stream, count), { noise, count, stream });
}

/** Opens what draws codes in steps; nothing for a law that draws at once. */
export function openSampler(
  law: Law,
  prior: PriorModel,
  tools: Tools,
): (Sampler & { readonly batch: number }) | undefined {
  if (law.sampler === undefined) return undefined;
  const batch = Math.max(
    16,
    Math.min(BATCH, 2 ** Math.floor(Math.log2(NUMBERS / prior.dim))),
  );
  return { ...law.sampler({ ...tools, prior, batch }), batch };
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
  const tools = await loadTools();
  const law = lawOf(prior);
  const sampler = openSampler(law, prior, tools);
  if (sampler === undefined) {
    return law.draw!({ ...tools, prior, stream, count });
  }
  try {
    return await sampler.draw(stream, count);
  } finally {
    sampler.dispose();
  }
}

/** The law of the codes alone, and how many numbers of noise follow one. */
export function withoutNoise(prior: PriorModel) {
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
