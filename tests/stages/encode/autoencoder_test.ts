import assert from "node:assert/strict";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { countParameters } from "../../../lib/nn/network/count.ts";
import { toOnnx } from "../../../lib/nn/network/to_onnx.ts";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { autoencoder } from "../../../stages/encode/autoencoder.ts";
import { dae } from "../../../stages/encode/dae.ts";
import type { LatentSet, Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

interface Encoded {
  readonly encoder: Model;
  readonly decoder: Model;
  readonly latents: LatentSet;
  readonly scores: ScoreSet;
}

const images = await shapePictures();
const CONFIG = { dim: 6, width: 4, decoderWidth: 8, batch: 32, rate: 5e-3 };

async function train(
  stage: Stage,
  config: Readonly<Record<string, unknown>>,
) {
  const run = await runStage(stage, {
    inputs: { images: images.train },
    config: { ...CONFIG, ...config },
  });
  return { ...run, outputs: run.outputs as unknown as Encoded };
}

/** Mean squared error a pixel, on [0, 1], of taking the mean image for all. */
function errorOfMean(): number {
  const mean = meanOf(unitRows(images.train));
  const rows = unitRows(images.test);
  let error = 0;
  for (const row of rows) {
    for (const [j, value] of row.entries()) error += (value - mean[j]!) ** 2;
  }
  return error / rows.length / mean.length / 4;
}

Deno.test("encode.autoencoder brings held-out images back better than their mean", async () => {
  const { outputs } = await train(autoencoder, { steps: 250 });
  const { encoder, decoder, latents, scores } = outputs;
  const judged = await runStage(reconstruction, {
    inputs: { images: images.test, encoder, decoder },
  });
  const { mse, psnr } = judged.outputs.scores as ScoreSet;
  const ofMean = errorOfMean();
  assert.ok(
    mse!.value < 0.6 * ofMean,
    `error ${mse!.value}, of the mean ${ofMean}`,
  );
  assert.ok(mse!.low! < mse!.value && mse!.value < mse!.high!);
  assert.ok(psnr!.value > -10 * Math.log10(ofMean));
  const rows = rowsOf(latents.codes, 6);
  for (const value of meanOf(rows)) assert.ok(Math.abs(value) < 1e-4);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    assert.ok(Math.abs(row[j]! - 1) < 1e-3, `variance ${row[j]}`);
  }
  assert.equal(scores.diverged!.value, 0);
  // One 4×4 convolution of 4 channels, its batch norm, 64 inputs to 6 units.
  assert.equal(scores.parameters!.value, (16 * 4 + 4) + 8 + (64 * 6 + 6));
});

/** Error of held-out images by encoder and decoder, on [0, 1]. */
async function errorOf(
  { encoder, decoder }: Pick<Encoded, "encoder" | "decoder">,
): Promise<number> {
  const { outputs } = await runStage(reconstruction, {
    inputs: { images: images.test, encoder, decoder },
  });
  return (outputs.scores as ScoreSet).mse!.value;
}

Deno.test("a decoder of whitened codes decodes them as it did the codes before", async () => {
  for (const stage of [autoencoder, dae]) {
    const plain = await train(stage, { steps: 120 });
    const whole = await train(stage, { steps: 120, whiten: 6 });
    assert.deepEqual(whole.outputs.decoder.network.input, [6]);
    const wanted = await errorOf(plain.outputs);
    const found = await errorOf(whole.outputs);
    assert.ok(Math.abs(found / wanted - 1) < 1e-3, `${found}, not ${wanted}`);
    assert.notEqual(whole.digests.latents, plain.digests.latents);
    // Fewer are a projection: each leaves more of the image behind.
    const some = await train(stage, { steps: 120, whiten: 4 });
    const few = await train(stage, { steps: 120, whiten: 1 });
    assert.deepEqual(some.outputs.decoder.network.input, [4]);
    const [ofSome, ofFew] = [
      await errorOf(some.outputs),
      await errorOf(few.outputs),
    ];
    assert.ok(found < ofSome && ofSome < ofFew, `${found} ${ofSome} ${ofFew}`);
    assert.ok(ofFew < errorOfMean() * 1.5);
    // No layer is added that would count as the decoder's.
    assert.equal(
      countParameters(whole.outputs.decoder.network),
      countParameters(plain.outputs.decoder.network),
    );
  }
});

Deno.test("a whitening encoder is exported as it encodes", async () => {
  const { outputs } = await train(autoencoder, { steps: 5, whiten: 4 });
  const session = await InferenceSession.create(toOnnx(outputs.encoder));
  const [count, ...shape] = images.train.shape;
  const pixels = Float32Array.from(
    images.train.pixels,
    (pixel) => pixel / 127.5 - 1,
  );
  const { output } = await session.run({
    input: new Tensor("float32", pixels, [count, ...shape]),
  });
  assert.deepEqual(output!.dims, [count, 4]);
  for (const [i, code] of (output!.data as Float32Array).entries()) {
    assert.ok(Math.abs(code - outputs.latents.codes[i]!) < 1e-3);
  }
});

Deno.test("encode.dae without its weakness is the autoencoder", async () => {
  const joint = await train(autoencoder, { steps: 5 });
  const same = await train(dae, { steps: 5, dropout: 0 });
  assert.equal(same.digests.latents, joint.digests.latents);
  const weak = await train(dae, { steps: 5, dropout: 0.5 });
  assert.notEqual(weak.digests.latents, joint.digests.latents);
  const again = await train(dae, { steps: 5, dropout: 0.5 });
  assert.deepEqual(again.digests, weak.digests);
});

Deno.test("encode.dae reconstructs worse the more it drops", async () => {
  const losses: number[] = [];
  for (const dropout of [0, 0.4, 0.8]) {
    const { outputs } = await train(dae, { steps: 120, dropout });
    const curve = outputs.decoder.facts.loss as number[];
    const last = curve.slice(-20);
    losses.push(last.reduce((sum, loss) => sum + loss, 0) / last.length);
  }
  const [none, some, most] = losses as [number, number, number];
  assert.ok(none < some && some < most, `${losses}`);
});

Deno.test("encode.autoencoder records that it diverged, and keeps finite weights", async () => {
  const { outputs } = await train(autoencoder, { steps: 20, rate: 1e30 });
  assert.equal(outputs.scores.diverged!.value, 1);
  assert.ok(outputs.latents.codes.every(Number.isFinite));
});
