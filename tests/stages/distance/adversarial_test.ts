import assert from "node:assert/strict";
import { adversarial } from "../../../stages/distance/adversarial.ts";
import { noiseFloor } from "../../../stages/distance/noise_floor.ts";
import type { ImageSet, ScoreSet } from "../../../stages/kinds.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 500, test: 500 });
const CONFIG = { widths: [4], steps: 60, batch: 64, rate: 3e-3 };

function samplesOf(set: ImageSet) {
  return { ...set, codes: new Float32Array(set.shape[0]), dim: 1 };
}

async function measure(
  samples: ImageSet,
  config: Record<string, unknown> = {},
) {
  const run = await runStage(adversarial, {
    inputs: { samples: samplesOf(samples), reference: images.test },
    config: { ...CONFIG, ...config },
  });
  return { ...run, scores: run.outputs.scores as ScoreSet };
}

async function floorOf(): Promise<ScoreSet[string]> {
  const { outputs } = await runStage(noiseFloor, {
    inputs: { images: images.train, reference: images.test },
    config: CONFIG,
  });
  return (outputs.scores as ScoreSet)["noiseFloor[4]"]!;
}

/** The same images with a part of the contrast. */
function faded(set: ImageSet, share: number): ImageSet {
  return { ...set, pixels: set.pixels.map((pixel) => share * pixel) };
}

Deno.test("distance.adversarial of images of one law is the noise floor", async () => {
  const floor = await floorOf();
  const { scores } = await measure(images.train);
  const found = scores["adversarial[4]"]!;
  assert.equal(found.value, floor.value);
  assert.ok(found.low! <= 0 && found.high! >= 0, `${found.low}, ${found.high}`);
  assert.ok(found.low! <= found.value && found.value <= found.high!);
  assert.equal(found.count, 250);
});

Deno.test("distance.adversarial sees that laws differ, the more the farther", async () => {
  const floor = await floorOf();
  const values: number[] = [];
  for (const share of [0.8, 0.4]) {
    const { scores } = await measure(faded(images.train, share));
    const { value, low } = scores["adversarial[4]"]!;
    assert.ok(low! > Math.abs(floor.high!), `${low}, floor ${floor.high}`);
    values.push(value);
  }
  assert.ok(values[1]! > values[0]!, `${values}`);
});

Deno.test("distance.adversarial measures every critic, and the same again", async () => {
  const config = { widths: [2, 4], steps: 5, resamples: 100 };
  const first = await measure(images.train, config);
  assert.deepEqual(Object.keys(first.scores), [
    "adversarial[2]",
    "adversarial[4]",
  ]);
  assert.equal(first.progress.at(-1), 1);
  const again = await measure(images.train, config);
  assert.deepEqual(again.digests, first.digests);
});

Deno.test("distance.adversarial needs images for two halves", async () => {
  const few = {
    ...images.train,
    pixels: images.train.pixels.subarray(0, 3 * 256),
    shape: [3, 16, 16, 1] as const,
    labels: undefined,
  };
  await assert.rejects(
    () => measure(few),
    /expected at least 4 images on each side, got 3/,
  );
});
