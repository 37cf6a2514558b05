import assert from "node:assert/strict";
import { adversarial } from "../../../stages/distance/adversarial.ts";
import { noiseFloor } from "../../../stages/distance/noise_floor.ts";
import type { ImageSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 500, test: 500 });
const CONFIG = { widths: [4], steps: 40, batch: 64, rate: 3e-3 };

function samplesOf(set: ImageSet) {
  return { ...set, codes: new Float32Array(set.shape[0]), dim: 1 };
}

async function measure(
  samples: ImageSet,
  { config = {}, inputs = {}, ...rest }: {
    readonly config?: Record<string, unknown>;
    readonly inputs?: Record<string, unknown>;
    readonly stopAt?: number;
    readonly seed?: number;
  } = {},
) {
  const run = await runStage(adversarial, {
    inputs: {
      samples: samplesOf(samples),
      reference: images.test,
      ...inputs,
    },
    config: { ...CONFIG, ...config },
    ...rest,
  });
  return { ...run, scores: run.outputs.scores as ScoreSet };
}

async function floorOf(
  config: Record<string, unknown> = {},
): Promise<ScoreSet[string]> {
  const { outputs } = await runStage(noiseFloor, {
    inputs: { images: images.train, reference: images.test },
    config: { ...CONFIG, ...config },
  });
  return (outputs.scores as ScoreSet)["noiseFloor[4]"]!;
}

/** The first images of a set. */
function firstOf(set: ImageSet, count: number): ImageSet {
  return {
    ...set,
    pixels: set.pixels.subarray(0, count * 256),
    shape: [count, 16, 16, 1],
    labels: undefined,
  };
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
  const values: number[] = [];
  for (const share of [0.8, 0.4]) {
    const { scores } = await measure(faded(images.train, share), {
      inputs: { train: images.train },
    });
    const excess = scores["adversarial[4] excess"]!;
    assert.ok(excess.low! > 0, `${excess.low}`);
    values.push(excess.value);
  }
  assert.ok(values[1]! > values[0]!, `${values}`);
});

Deno.test("distance.adversarial less its floor is 0 where both are the same images", async () => {
  const { scores } = await measure(images.train, {
    config: { steps: 5 },
    inputs: { train: images.train },
  });
  const floor = scores["noiseFloor[4]"]!;
  // The interval is of other resamples.
  const alone = await floorOf({ steps: 5 });
  assert.equal(floor.value, alone.value);
  assert.equal(floor.count, alone.count);
  for (const end of ["low", "high"] as const) {
    assert.ok(Math.abs(floor[end]! / alone[end]! - 1) < 0.1);
  }
  assert.equal(scores["adversarial[4]"]!.value, floor.value);
  const excess = scores["adversarial[4] excess"]!;
  assert.equal(excess.value, 0);
  assert.ok(excess.low! < 0 && excess.high! > 0);
});

Deno.test("distance.adversarial takes as many images from every set, in equal halves", async () => {
  const config = { steps: 2, critics: 1 };
  const { scores } = await measure(firstOf(images.train, 101), {
    config,
    inputs: { train: images.train },
  });
  for (const name of ["adversarial[4]", "noiseFloor[4]"]) {
    assert.equal(scores[name]!.count, 50);
  }
  assert.equal((await floorOf({ ...config, count: 101 })).count, 50);
});

Deno.test("distance.adversarial trains every critic with draws of its own", async () => {
  const config = { widths: [2, 4], steps: 5, resamples: 100 };
  const first = await measure(images.train, { config });
  assert.deepEqual(Object.keys(first.scores), [
    "adversarial[2]",
    "diverged[2]",
    "adversarial[4]",
    "diverged[4]",
  ]);
  assert.equal(first.progress.at(-1), 1);
  const again = await measure(images.train, { config });
  assert.deepEqual(again.digests, first.digests);
  const values = await Promise.all([1, 2].map(async (critics) => {
    const { scores } = await measure(images.train, {
      config: { ...config, widths: [4], critics },
    });
    return scores["adversarial[4]"]!.value;
  }));
  assert.notEqual(values[0], values[1]);
});

for (const stopAt of [0.2, 0.25, 0.6]) {
  Deno.test(`distance.adversarial stopped at ${stopAt} of its critics goes on to the same bytes`, async () => {
    const options = {
      config: { widths: [2], critics: 2, steps: 20 },
      inputs: { train: images.train },
    };
    const whole = await measure(images.train, options);
    const resumed = await measure(images.train, { ...options, stopAt });
    assert.deepEqual(resumed.digests, whole.digests);
    assert.ok(resumed.progress[0]! > stopAt, `${resumed.progress[0]}`);
  });
}

Deno.test("distance.adversarial counts critics that diverge, and judges with their last good state", async () => {
  const { scores, progress } = await measure(images.train, {
    config: { critics: 2, steps: 50, rate: 1e38 },
  });
  assert.deepEqual(scores["diverged[4]"], { value: 2, count: 2 });
  assert.ok(Number.isFinite(scores["adversarial[4]"]!.value));
  assert.ok(progress.length < 50, `${progress.length} steps`);
});

Deno.test("distance.adversarial needs images for two halves, of one shape", async () => {
  await assert.rejects(
    () => measure(firstOf(images.train, 3)),
    /expected at least 4 images on each side, got 3/,
  );
  const { train } = await shapePictures({ size: 8, train: 20 });
  await assert.rejects(
    () => measure(images.train, { inputs: { train } }),
    /expected train of 16×16×1 as the reference, got 8×8×1/,
  );
  await assert.rejects(
    () => floorOf({ count: 501 }),
    /expected at least 501 images on each side, got 500/,
  );
});
