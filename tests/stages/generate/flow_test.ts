import assert from "node:assert/strict";
import { flow } from "../../../stages/generate/flow.ts";
import { pixel } from "../../../stages/generate/pixel.ts";
import { sample } from "../../../stages/generate/sample.ts";
import { cost } from "../../../stages/generate/cost.ts";
import { empirical } from "../../../stages/prior/empirical.ts";
import { normal } from "../../../stages/prior/normal.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import type {
  ImageSet,
  LatentSet,
  Model,
  PriorModel,
  SampleSet,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { random } from "../../../lib/stats/random.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const COUNT = 256;

/** Even images whose brightness is their code, from dark at −1 to bright at 1. */
const latents: LatentSet = {
  codes: random(1n, "codes").uniform(new Float32Array(COUNT), -1, 1),
  count: COUNT,
  dim: 1,
};
const images: ImageSet = {
  pixels: Uint8Array.from(
    { length: COUNT * 64 },
    (_, i) => 127.5 + 100 * latents.codes[Math.floor(i / 64)]!,
  ),
  shape: [COUNT, 8, 8, 1],
  classes: [],
};
const CONFIG = {
  size: "XS",
  steps: 200,
  batch: 32,
  rate: 2e-3,
  ema: 0.95,
  integration: 6,
};

async function priorOf(): Promise<PriorModel> {
  return (await runStage(empirical, { inputs: { latents } })).outputs.prior;
}

/** Mean and deviation of the pixels of each image, on [0, 255]. */
function momentsOf({ pixels, shape: [count] }: SampleSet) {
  return Array.from({ length: count }, (_, i) => {
    const own = [...pixels.subarray(i * 64, (i + 1) * 64)];
    const mean = own.reduce((a, b) => a + b, 0) / 64;
    const square = own.reduce((a, b) => a + (b - mean) ** 2, 0) / 64;
    return { mean, deviation: Math.sqrt(square) };
  });
}

for (const [body, method] of [["conv", "heun"], ["dit", "euler"]] as const) {
  Deno.test(`generate.flow draws the image of its code, with body ${body} by ${method}`, async () => {
    const prior = await priorOf();
    const config = { ...CONFIG, body, method };
    const inputs = { images, prior, latents };
    const { outputs } = await runStage(flow, { inputs, config });
    const { generator, scores } = outputs as {
      generator: Model;
      scores: ScoreSet;
    };
    const drawn = await runStage(sample, {
      inputs: { generator, prior },
      config: { count: 64 },
    });
    const samples = drawn.outputs.samples as SampleSet;
    let error = 0;
    momentsOf(samples).forEach(({ mean, deviation }, i) => {
      error += Math.abs(mean - (127.5 + 100 * samples.codes[i]!)) / 64;
      assert.ok(deviation < 45, `image ${i} is not even: ${deviation}`);
    });
    // By chance some 65.
    assert.ok(error < 25, `off by ${error}`);
    const evaluations = method === "heun" ? 12 : 6;
    assert.equal(
      scores.flops!.value,
      evaluations * countFlops(generator.network),
    );
    const priced = await runStage(cost, {
      inputs: { generator, prior },
      config: { repeats: 2, batch: 4 },
    });
    const found = priced.outputs.scores as ScoreSet;
    assert.equal(found.flops!.value, scores.flops!.value);
    assert.ok(found.millisecondsPerImage!.value > 0);
    const short = { ...config, steps: 6 };
    const whole = await runStage(flow, { inputs, config: short });
    const parts = await runStage(flow, { inputs, config: short, stopAt: 0.5 });
    assert.deepEqual(parts.digests, whole.digests);
  });
}

Deno.test("generate.pixel carries noise to images, without a latent", async () => {
  const { outputs: { prior } } = await runStage(normal, {
    config: { dim: 64 },
  });
  const { outputs } = await runStage(pixel, {
    inputs: { images, prior },
    config: CONFIG,
  });
  const { generator } = outputs as { generator: Model };
  const draw = async () =>
    (await runStage(sample, {
      inputs: { generator, prior },
      config: { count: 64 },
    })).outputs.samples as SampleSet;
  const samples = await draw();
  assert.deepEqual((await draw()).pixels, samples.pixels);
  const moments = momentsOf(samples);
  const means = moments.map(({ mean }) => mean);
  // Images are even, and of every brightness.
  const even = moments.filter(({ deviation }) => deviation < 45).length;
  assert.ok(even > 55, `${even} of 64 are even`);
  assert.ok(Math.min(...means) < 90 && Math.max(...means) > 165, `${means}`);
});

Deno.test("flows over images refuse what they cannot be trained on or drawn from", async () => {
  const prior = await priorOf();
  await assert.rejects(
    runStage(pixel, { inputs: { images, prior }, config: CONFIG }),
    /Cannot carry codes to images of 8×8×1: expected codes of 64 numbers, got 1; wire prior\.normal with 'dim: 64'$/,
  );
  const { outputs } = await runStage(flow, {
    inputs: { images, prior, latents },
    config: { ...CONFIG, steps: 2 },
  });
  const { outputs: { prior: other } } = await runStage(normal, {
    config: { dim: 3 },
  });
  await assert.rejects(
    runStage(sample, {
      inputs: { generator: outputs.generator, prior: other },
      config: { count: 4 },
    }),
    /Cannot draw samples: expected a prior of dimension 1, got 3$/,
  );
});
