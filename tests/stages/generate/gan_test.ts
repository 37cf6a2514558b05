import assert from "node:assert/strict";
import { gan } from "../../../stages/generate/gan.ts";
import { normal } from "../../../stages/prior/normal.ts";
import { sample } from "../../../stages/generate/sample.ts";
import type {
  Model,
  PriorModel,
  SampleSet,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = (await shapePictures({ size: 16, train: 300 })).train;
const { outputs } = await runStage(normal, { config: { dim: 4 } });
const prior = outputs.prior as PriorModel;

async function train(config: Readonly<Record<string, unknown>>, seed = 1) {
  const run = await runStage(gan, {
    inputs: { images, prior },
    config: { width: 4, criticWidth: 4, batch: 16, ...config },
    seed,
  });
  return {
    ...run,
    generator: run.outputs.generator as Model,
    scores: run.outputs.scores as ScoreSet,
  };
}

Deno.test("generate.gan gives the same bytes for the same seed", async () => {
  const first = await train({ steps: 6 });
  const again = await train({ steps: 6 });
  assert.deepEqual(again.digests, first.digests);
  const other = await train({ steps: 6 }, 2);
  assert.notEqual(other.digests.generator, first.digests.generator);
  const soft = await train({ steps: 6, loss: "nonSaturating" });
  assert.notEqual(soft.digests.generator, first.digests.generator);
  assert.equal(first.progress.at(-1), 1);
});

Deno.test("generate.gan reports its size and how training went", async () => {
  const { generator, scores } = await train({ steps: 6 });
  // Dense to 4×4×8 with its batch norm; 4×4 kernels to 4 channels with batch
  // norm, then to the image's one.
  const parameters = (4 * 128 + 128) + 16 + (16 * 8 * 4 + 4) + 8 +
    (16 * 4 * 1 + 1);
  assert.equal(scores.parameters!.value, parameters);
  assert.equal(generator.facts.parameters, parameters);
  assert.equal(scores.steps!.value, 6);
  assert.equal(scores.diverged!.value, 0);
  const { steps, critic, generator: losses } = generator.facts
    .history as Record<string, number[]>;
  assert.deepEqual(steps, [0, 1, 2, 3, 4, 5]);
  assert.equal(critic!.length, 6);
  assert.ok(losses!.every(Number.isFinite));
  assert.deepEqual(generator.network.input, [4]);
});

/** Mean of all pixels of images drawn from a generator, in [−1, 1]. */
async function brightnessOf(generator: Model): Promise<number> {
  const { outputs } = await runStage(sample, {
    inputs: { generator, prior },
    config: { count: 100 },
  });
  return meanPixel(outputs.samples as SampleSet);
}

function meanPixel({ pixels }: { readonly pixels: Uint8Array }): number {
  const sum = pixels.reduce((total, pixel) => total + pixel, 0);
  return sum / pixels.length / 127.5 - 1;
}

Deno.test("generate.gan learns the brightness of the data", async () => {
  const real = meanPixel(images);
  const untrained = await train({ steps: 1, rate: 1e-9 });
  const before = await brightnessOf(untrained.generator);
  const { generator } = await train({ steps: 200, ema: 0.9 });
  const after = await brightnessOf(generator);
  assert.ok(
    Math.abs(after - real) < 0.3 * Math.abs(before - real),
    `mean pixel ${after}, real ${real}, before training ${before}`,
  );
});

Deno.test("generate.gan records divergence as a result", async () => {
  const { generator, scores } = await train({
    steps: 40,
    rate: 1e30,
    criticRate: 1e30,
  });
  assert.equal(scores.diverged!.value, 1);
  assert.ok(scores.steps!.value < 40, `${scores.steps!.value} steps`);
  const drawn = await runStage(sample, {
    inputs: { generator, prior },
    config: { count: 4 },
  });
  assert.equal((drawn.outputs.samples as SampleSet).shape[0], 4);
});

Deno.test("generate.gan refuses images that it cannot double up to", async () => {
  const odd = {
    pixels: new Uint8Array(10 * 144),
    shape: [10, 12, 12, 1],
    classes: [],
  };
  await assert.rejects(
    () =>
      runStage(gan, { inputs: { images: odd, prior }, config: { steps: 1 } }),
    /expected square images of 8, 16, 32, 64, … pixels, got 12×12/,
  );
});

Deno.test("generate.gan scales both step sizes with the power of its width", async () => {
  const scaled = await train({ steps: 4, widthPower: 0.5 });
  // Width 4, a quarter of 16: twice the step sizes.
  const doubled = await train({ steps: 4, rate: 2e-3, criticRate: 2e-3 });
  assert.deepEqual(scaled.digests, doubled.digests);
  const plain = await train({ steps: 4, widthPower: 0 });
  assert.notEqual(scaled.digests.generator, plain.digests.generator);
  const wide = await train({ steps: 4, width: 16, widthPower: 1 });
  const same = await train({ steps: 4, width: 16 });
  assert.deepEqual(wide.digests, same.digests);
});
