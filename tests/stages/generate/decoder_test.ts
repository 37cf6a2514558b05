import assert from "node:assert/strict";
import { autoencoder } from "../../../stages/encode/autoencoder.ts";
import { pca } from "../../../stages/encode/pca.ts";
import { decoder } from "../../../stages/generate/decoder.ts";
import type { Model, ScoreSet } from "../../../stages/kinds.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { meanOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures();

async function train(encoder: Model, config: Record<string, unknown>) {
  const run = await runStage(decoder, {
    inputs: { images: images.train, encoder },
    config: { width: 8, batch: 32, rate: 5e-3, ...config },
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
