import assert from "node:assert/strict";
import { simclr } from "../../../stages/encode/simclr.ts";
import type { LatentSet, Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16 });

async function train(config: Readonly<Record<string, unknown>>) {
  const run = await runStage(simclr, {
    inputs: { images: images.train },
    config: { dim: 6, width: 4, projection: 16, batch: 32, ...config },
  });
  return {
    ...run,
    outputs: run.outputs as {
      readonly encoder: Model;
      readonly latents: LatentSet;
      readonly scores: ScoreSet;
    },
  };
}

Deno.test("encode.simclr learns to find the other view of an image", async () => {
  const { outputs } = await train({ steps: 120, rate: 3e-3 });
  const { encoder, latents, scores } = outputs;
  const curve = encoder.facts.loss as number[];
  const last = curve.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10;
  // A view that knows nothing finds its partner among 2n − 1 by chance.
  const chance = Math.log(2 * 32 - 1);
  assert.ok(Math.abs(curve[0]! - chance) < 0.6, `at first ${curve[0]}`);
  assert.ok(last < chance - 0.5, `loss ${last}, chance ${chance}`);
  assert.equal(scores.diverged!.value, 0);
  const rows = rowsOf(latents.codes, 6);
  for (const value of meanOf(rows)) assert.ok(Math.abs(value) < 1e-4);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    assert.ok(Math.abs(row[j]! - 1) < 1e-3, `variance ${row[j]}`);
  }
  assert.deepEqual(latents.labels, images.train.labels);
});

Deno.test("encode.simclr has a residual architecture and mirrored views", async () => {
  const first = await train({ steps: 2, architecture: "resnet", batch: 8 });
  const again = await train({ steps: 2, architecture: "resnet", batch: 8 });
  assert.deepEqual(again.digests, first.digests);
  const mirrored = await train({
    steps: 2,
    architecture: "resnet",
    batch: 8,
    mirror: true,
  });
  assert.notEqual(mirrored.digests.latents, first.digests.latents);
  const { layers } = first.outputs.encoder.network;
  assert.equal(layers.filter(({ type }) => type === "residual").length, 3);
});

Deno.test("encode.simclr stopped in the middle goes on to the same bytes", async () => {
  const config = {
    dim: 6,
    width: 4,
    projection: 16,
    batch: 32,
    steps: 30,
    whiten: 4,
  };
  const inputs = { images: images.train, heldOut: images.test };
  const whole = await runStage(simclr, { inputs, config });
  const resumed = await runStage(simclr, { inputs, config, stopAt: 0.5 });
  assert.ok(resumed.progress[0]! > 0.5);
  assert.deepEqual(resumed.digests, whole.digests);
});

Deno.test("encode.simclr takes codes from the backbone, not from a layer of their length", async () => {
  const { outputs } = await train({ steps: 2 });
  const { network } = outputs.encoder;
  // Two convolutions to 4×4 maps of 8 channels, then the components.
  assert.deepEqual(network.layers.slice(-2), [
    { type: "flatten" },
    { type: "dense", units: 6 },
  ]);
  assert.deepEqual(outputs.encoder.weights["7/kernel"]!.shape, [128, 6]);
  const rows = rowsOf(outputs.latents.codes, 6);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    for (const [k, value] of row.entries()) {
      assert.ok(Math.abs(value - (j === k ? 1 : 0)) < 5e-3);
    }
  }
});

Deno.test("encode.simclr says before it trains that images or features are too few", async () => {
  await assert.rejects(
    train({ dim: 400, width: 64, steps: 1 }),
    /Cannot whiten codes to 400 dimensions: expected more than 400 images, got 400; lower 'dim'$/,
  );
  await assert.rejects(
    train({ dim: 130, steps: 1 }),
    /Cannot take codes of 130 dimensions from 128 features; lower 'dim' or raise 'width'$/,
  );
});
