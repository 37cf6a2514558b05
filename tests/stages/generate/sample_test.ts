import assert from "node:assert/strict";
import { ndarray } from "../../../lib/tensor/array.ts";
import { cost } from "../../../stages/generate/cost.ts";
import { sample } from "../../../stages/generate/sample.ts";
import type {
  PriorModel,
  SampleSet,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { linearGenerator } from "../../fixtures/hand_made.ts";
import { rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const generator = linearGenerator(3);
const prior: PriorModel = { family: "normal", dim: 3, weights: {}, facts: {} };

async function draw(
  inputs: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
  seed = 1,
) {
  const run = await runStage(sample, { inputs, config, seed });
  return { ...run, samples: run.outputs.samples as SampleSet };
}

Deno.test("generate.sample puts codes through the generator, and rounds to bytes", async () => {
  const { samples } = await draw({ generator, prior }, { count: 300 });
  assert.deepEqual(samples.shape, [300, 4, 4, 1]);
  assert.equal(samples.dim, 3);
  const kernel = generator.weights["0/kernel"]!.data;
  const bias = generator.weights["0/bias"]!.data;
  for (const [i, code] of rowsOf(samples.codes, 3).entries()) {
    for (let pixel = 0; pixel < 16; pixel++) {
      const sum = code.reduce(
        (total, value, j) => total + value * kernel[j * 16 + pixel]!,
        bias[pixel]!,
      );
      const expected = (Math.tanh(sum) + 1) * 127.5;
      const found = samples.pixels[i * 16 + pixel]!;
      assert.ok(Math.abs(found - expected) < 0.501, `${found}, ${expected}`);
    }
  }
});

Deno.test("generate.sample draws other codes for other seeds, and more of the same for more", async () => {
  const { samples, digests } = await draw({ generator, prior }, { count: 20 });
  const again = await draw({ generator, prior }, { count: 20 });
  assert.deepEqual(again.digests, digests);
  const other = await draw({ generator, prior }, { count: 20 }, 2);
  assert.notDeepEqual(other.samples.codes, samples.codes);
  const more = await draw({ generator, prior }, { count: 30 });
  assert.deepEqual(
    more.samples.codes.subarray(0, samples.codes.length),
    samples.codes,
  );
});

Deno.test("generate.sample takes codes from the given prior", async () => {
  const codes = Float32Array.of(1, 2, 3, 4, 5, 6);
  const empirical: PriorModel = {
    family: "empirical",
    dim: 3,
    weights: { codes: ndarray(codes, [2, 3]) },
    facts: { smoothing: 0 },
  };
  const { samples } = await draw({ generator, prior: empirical }, {
    count: 50,
  });
  const seen = new Set(rowsOf(samples.codes, 3).map((row) => row.join()));
  assert.deepEqual([...seen].sort(), ["1,2,3", "4,5,6"]);
});

Deno.test("generate.sample says when prior and generator do not fit", async () => {
  await assert.rejects(
    () => draw({ generator, prior: { ...prior, dim: 4 } }, { count: 2 }),
    /expected a prior of dimension 3, got 4/,
  );
});

Deno.test("generate.cost counts parameters and operations, and measures time", async () => {
  const { outputs } = await runStage(cost, {
    inputs: { generator },
    config: { batch: 8, repeats: 9 },
  });
  const { parameters, flops, millisecondsPerImage } = outputs
    .scores as ScoreSet;
  assert.equal(parameters!.value, 3 * 16 + 16);
  // A multiply and an add a weight, an add a bias, one operation a tanh.
  assert.equal(flops!.value, 2 * 3 * 16 + 16 + 16);
  const { value, low, high, count, unit } = millisecondsPerImage!;
  assert.ok(low! > 0 && low! <= value && value <= high!);
  assert.equal(count, 9);
  assert.equal(unit, "ms");
});

Deno.test("generate.cost adds what the prior keeps and computes", async () => {
  // Two laws of three numbers: shares less one, means, triangles of covariances.
  const mixture: PriorModel = {
    family: "mixture",
    dim: 3,
    weights: {
      shares: ndarray(Float32Array.of(0.5, 0.5), [2]),
      means: ndarray(new Float32Array(6), [2, 3]),
      factors: ndarray(new Float32Array(18), [2, 3, 3]),
    },
    facts: { components: 2, parameters: 2 * (1 + 3 + 6) - 1, noise: 0 },
  };
  const { outputs } = await runStage(cost, {
    inputs: { generator, prior: mixture },
    config: { batch: 8, repeats: 5 },
  });
  const scores = outputs.scores as ScoreSet;
  assert.equal(scores.generatorParameters!.value, 64);
  assert.equal(scores.priorParameters!.value, 19);
  assert.equal(scores.parameters!.value, 64 + 19);
  // A triangular product, a multiply and an add each, and the mean.
  assert.equal(scores.flops!.value, 2 * 3 * 16 + 16 + 16 + 12 + 3);
  assert.ok(scores.millisecondsPerImage!.value > 0);
});
