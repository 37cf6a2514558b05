/**
 * How often do the intervals of distances hold what they estimate? Pairs of sets
 * are drawn again and again from two normal laws; counts.json is what it prints.
 * About ten minutes of one core:
 *
 *     deno run -A tests/stats/coverage/simulate.ts > tests/stats/coverage/counts.json
 *
 * The kernel distance and the extrapolated Fréchet distance are held against
 * closed forms, all others against their mean over all trials: they are biased
 * by the number of points. In the last setting points are fewer than dimensions:
 * there the extrapolation is a guess, and score.frechet gives it no interval.
 *
 * @module
 */
import { frechetInfinity } from "../../../lib/stats/frechet_infinity.ts";
import { frechetOfPoints } from "../../../lib/stats/frechet_points.ts";
import { frechetSpread } from "../../../lib/stats/frechet_spread.ts";
import { kernelDistance } from "../../../lib/stats/kernel_distance.ts";
import { prdc } from "../../../lib/stats/prdc.ts";
import { tQuantile } from "../../../lib/stats/t_quantile.ts";
import { random } from "../../../lib/stats/random.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import { kernelDistanceOfNormals } from "./kernel_of_normals.ts";

await useEngine("onnx");

interface Setting {
  readonly counts: readonly [number, number];
  readonly dim: number;
  /** How far the second law is off in every coordinate. */
  readonly shift: number;
  readonly trials: number;
}

interface Found {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function sets({ counts: [n, m], dim, shift }: Setting, trial: number) {
  const draw = (name: string, count: number, by: number) => ({
    data: random(11n, name, trial).normal(new Float32Array(count * dim))
      .map((value) => value + by),
    dim,
  });
  return [draw("a", n, shift), draw("b", m, 0)] as const;
}

async function covered(
  setting: Setting,
  measure: (a: Points, b: Points) => Promise<Readonly<Record<string, Found>>>,
  truth: Readonly<Record<string, number>> = {},
) {
  const all: Record<string, Found[]> = {};
  for (let trial = 0; trial < setting.trials; trial++) {
    const found = await measure(...sets(setting, trial));
    for (const [name, one] of Object.entries(found)) {
      (all[name] ??= []).push(one);
    }
  }
  for (const [name, found] of Object.entries(all)) {
    const mean = found.reduce((sum, { value }) => sum + value, 0) /
      found.length;
    const target = truth[name] ?? mean;
    const hits = found.filter(({ low, high }) =>
      low <= target && target <= high
    );
    const square = found.reduce(
      (sum, { value }) => sum + (value - mean) ** 2,
      0,
    );
    console.error(setting, name, hits.length);
    results.push({
      name,
      ...setting,
      target: round(target),
      mean: round(mean),
      spread: round(Math.sqrt(square / (found.length - 1))),
      halfWidth: round(
        found.reduce((sum, { low, high }) => sum + (high - low) / 2, 0) /
          found.length,
      ),
      covered: hits.length,
    });
  }
}

type Points = ReturnType<typeof sets>[number];

const results: object[] = [];

function round(value: number): number {
  return Number(value.toPrecision(4));
}

const [only = ""] = Deno.args;

for (
  const setting of [
    { counts: [500, 500], dim: 8, shift: 0, trials: 1000 },
    { counts: [500, 500], dim: 8, shift: 0.3, trials: 1000 },
    { counts: [500, 55], dim: 64, shift: 0.3, trials: 1000 },
    { counts: [50, 50], dim: 8, shift: 0.3, trials: 1000 },
  ] as const satisfies Setting[]
) {
  if (!"kernel".includes(only)) break;
  await covered(setting, async (a, b) => {
    const { value, low, high } = await kernelDistance(a, b);
    return { kernel: { value, low: low!, high: high! } };
  }, { kernel: kernelDistanceOfNormals(setting.dim, setting.shift) });
}

for (
  const setting of [
    { counts: [300, 300], dim: 4, shift: 0.3, trials: 500 },
    { counts: [400, 200], dim: 16, shift: 0.5, trials: 500 },
    { counts: [200, 55], dim: 64, shift: 0.3, trials: 500 },
  ] as const satisfies Setting[]
) {
  if (!"prdc".includes(only)) break;
  await covered(setting, async (a, b) => {
    return { ...(await prdc(b, a)).intervals! };
  });
}

for (
  const setting of [
    { counts: [500, 500], dim: 8, shift: 0, trials: 300 },
    { counts: [500, 500], dim: 8, shift: 0.3, trials: 300 },
    { counts: [500, 200], dim: 32, shift: 0.3, trials: 200 },
    { counts: [500, 55], dim: 64, shift: 0.3, trials: 100 },
  ] as const satisfies Setting[]
) {
  if (!"frechet".includes(only)) break;
  await covered(setting, async (a, b) => {
    const value = await frechetOfPoints(a, b);
    const half = await frechetSpread(a, b, { resamples: 20, visit: () => {} });
    const infinity = await frechetInfinity(a, b);
    const wide = Math.hypot(half!, tQuantile(0.975, 13) * infinity.error);
    return {
      frechet: { value, low: value - half!, high: value + half! },
      frechetInfinity: {
        value: infinity.value,
        low: infinity.value - wide,
        high: infinity.value + wide,
      },
    };
  }, { frechetInfinity: setting.dim * setting.shift ** 2 });
}

console.log(JSON.stringify(results, undefined, 2));
