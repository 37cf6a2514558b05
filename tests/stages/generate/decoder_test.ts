import assert from "node:assert/strict";
import { autoencoder } from "../../../stages/encode/autoencoder.ts";
import { pca } from "../../../stages/encode/pca.ts";
import { decoder } from "../../../stages/generate/decoder.ts";
import type {
  ImageSet,
  Model,
  ScoreSet,
  TableData,
} from "../../../stages/kinds/mod.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { meanOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures();

async function train(
  encoder: Model,
  config: Record<string, unknown>,
  options: { readonly heldOut?: ImageSet; readonly stopAt?: number } = {},
) {
  const { heldOut, ...rest } = options;
  const run = await runStage(decoder, {
    inputs: { images: images.train, encoder, ...(heldOut && { heldOut }) },
    config: { width: 8, batch: 32, rate: 5e-3, ...config },
    ...rest,
  });
  return {
    ...run,
    generator: run.outputs.generator as Model,
    scores: run.outputs.scores as ScoreSet,
  };
}

Deno.test("generate.decoder learns to decode a frozen encoder", async () => {
  const fitted = await runStage(pca, {
    inputs: { images: images.train },
    config: { dim: 6 },
  });
  const encoder = fitted.outputs.encoder as Model;
  const { generator, scores } = await train(encoder, { steps: 200 });
  const judged = await runStage(reconstruction, {
    inputs: { images: images.test, encoder, decoder: generator },
  });
  const mean = meanOf(unitRows(images.train));
  const errors = unitRows(images.test).map((row) =>
    row.reduce((sum, value, j) => sum + (value - mean[j]!) ** 2, 0) / 64 / 4
  );
  const ofMean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const { mse } = judged.outputs.scores as ScoreSet;
  assert.ok(mse!.value < 0.6 * ofMean, `${mse!.value}, of the mean ${ofMean}`);
  // Dense to 4×4×8 with batch norm, then 4×4 kernels to one channel.
  assert.equal(
    scores.parameters!.value,
    (6 * 128 + 128) + 16 + (16 * 8 + 1),
  );
});

Deno.test("generate.decoder takes any encoder, and gives the same bytes again", async () => {
  const joint = await runStage(autoencoder, {
    inputs: { images: images.train },
    config: { dim: 4, width: 4, decoderWidth: 4, steps: 3, batch: 16 },
  });
  const encoder = joint.outputs.encoder as Model;
  const first = await train(encoder, { steps: 4 });
  const again = await train(encoder, { steps: 4 });
  assert.deepEqual(again.digests, first.digests);
  assert.deepEqual(first.generator.network.input, [4]);
});

Deno.test("generate.decoder with held-out images stops by their error, and resumes to the same bytes", async () => {
  const fitted = await runStage(pca, {
    inputs: { images: images.train },
    config: { dim: 6 },
  });
  const encoder = fitted.outputs.encoder as Model;
  const heldOut = images.validation;
  const config = { steps: 600, stop: { first: 25, gain: 0.2 } };
  const whole = await train(encoder, config, { heldOut });
  const resumed = await train(encoder, config, { heldOut, stopAt: 0.1 });
  assert.deepEqual(resumed.digests, whole.digests);
  const { scores, generator } = whole;
  assert.equal(scores.steps!.value, scores.stoppedAt!.value);
  const alone = await train(encoder, { steps: scores.chosenAt!.value });
  assert.deepEqual(generator.weights, alone.generator.weights);
  // The same images judged by another stage, on a scale half as long.
  const judged = await runStage(reconstruction, {
    inputs: { images: heldOut, encoder, decoder: generator },
  });
  const { mse } = judged.outputs.scores as ScoreSet;
  const { value, count, low, high } = scores.chosenDistance!;
  assert.ok(
    Math.abs(value / 4 - mse!.value) < 1e-6,
    `${value / 4} ${mse!.value}`,
  );
  assert.equal(count, heldOut.shape[0]);
  assert.ok(low! < value && value < high!);
  const { rows } = whole.outputs.curve as TableData;
  assert.deepEqual(rows.slice(0, 3).map(([steps]) => steps), [25, 35, 50]);
});
