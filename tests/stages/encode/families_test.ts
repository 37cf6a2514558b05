import assert from "node:assert/strict";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { byol } from "../../../stages/encode/byol.ts";
import { patchAutoencoder } from "../../../stages/encode/patch_autoencoder.ts";
import { vae } from "../../../stages/encode/vae.ts";
import { vicreg } from "../../../stages/encode/vicreg.ts";
import { vqvae } from "../../../stages/encode/vqvae.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import { apply } from "../../../stages/encode/apply.ts";
import type { Stage } from "../../../lib/dsl/stage.ts";
import type { LatentSet, Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 600, test: 200 });
const inputs = { images: images.train, heldOut: images.test };

const SMALL = { width: 8, decoderWidth: 8, batch: 32, steps: 300 };
const VIEWS = { dim: 8, width: 4, projection: 16, batch: 32, steps: 120 };
const GRID = { ...SMALL, grid: 4, channels: 4 };
const FAMILIES: Readonly<
  Record<string, readonly [Stage, Readonly<Record<string, unknown>>]>
> = {
  "encode.vae": [vae, { ...SMALL, dim: 8 }],
  "encode.vqvae": [vqvae, { ...GRID, codes: 16 }],
  "encode.patchAutoencoder": [patchAutoencoder, GRID],
  "encode.patchAutoencoder of vit": [patchAutoencoder, {
    ...GRID,
    architecture: "vit",
    width: 16,
    decoderWidth: 16,
    steps: 300,
  }],
  "encode.vicreg": [vicreg, VIEWS],
  "encode.byol": [byol, VIEWS],
};

/** Squared error a pixel, on [0, 1], of what comes back; and of the mean image. */
async function errorsOf(
  decoder: Model,
  { codes, count }: LatentSet,
): Promise<{ decoded: number; mean: number }> {
  await useEngine("onnx");
  const { output } = await runNetwork(
    decoder,
    ndarray(codes, [count, ...decoder.network.input]),
  );
  const { pixels } = images.train;
  const size = pixels.length / count;
  const mean = new Float64Array(size);
  pixels.forEach((pixel, i) => mean[i % size]! += pixel / 255 / count);
  let [decoded, ofMean] = [0, 0];
  pixels.forEach((pixel, i) => {
    decoded += (output.data[i]! / 2 + 0.5 - pixel / 255) ** 2;
    ofMean += (mean[i % size]! - pixel / 255) ** 2;
  });
  return { decoded: decoded / pixels.length, mean: ofMean / pixels.length };
}

for (const [name, [stage, config]] of Object.entries(FAMILIES)) {
  Deno.test(`${name} learns codes that know their images, and gives the same bytes again`, async () => {
    const { outputs } = await runStage(stage, { inputs, config });
    const { encoder, latents, decoder, scores } = outputs as {
      encoder: Model;
      latents: LatentSet;
      decoder?: Model;
      scores: ScoreSet;
    };
    assert.equal(scores.diverged!.value, 0);
    const losses = encoder.facts.loss as number[];
    assert.ok(losses.at(-1)! < 0.8 * losses[0]!, `${losses}`);
    // Three shapes: a third by chance.
    assert.ok(scores.knnAccuracy!.low! > 0.4, `${scores.knnAccuracy!.value}`);
    const again = await runStage(apply, {
      inputs: { encoder, images: images.train },
    });
    assert.deepEqual(again.outputs.latents.codes, latents.codes);
    assert.deepEqual(again.outputs.latents.layout, latents.layout);
    if (decoder !== undefined) {
      const { decoded, mean } = await errorsOf(decoder, latents);
      assert.ok(decoded < 0.6 * mean, `${decoded}, mean image ${mean}`);
    }
    const short = { ...config, steps: 6 };
    const once = await runStage(stage, { inputs, config: short });
    const stopped = await runStage(stage, {
      inputs,
      config: short,
      stopAt: 0.5,
    });
    assert.deepEqual(stopped.digests, once.digests);
  });
}

Deno.test("channels of grids are standardised over all places", async () => {
  const { outputs } = await runStage(patchAutoencoder, {
    inputs,
    config: { ...GRID, steps: 20 },
  });
  const { codes, layout, dim } = outputs.latents as LatentSet;
  assert.deepEqual(layout, { grid: [4, 4, 4] });
  assert.equal(dim, 64);
  for (let channel = 0; channel < 4; channel++) {
    const values = codes.filter((_, i) => i % 4 === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) /
      values.length;
    assert.ok(Math.abs(mean) < 1e-4, `${mean}`);
    assert.ok(Math.abs(square - 1) < 1e-3, `${square}`);
  }
  await assert.rejects(
    runStage(patchAutoencoder, { inputs, config: { ...GRID, grid: 3 } }),
    /Cannot map images of 16×16 to a grid of 3×3: expected a grid of 8, 4/,
  );
});

Deno.test("tokens are whole numbers of a book that is used", async () => {
  const { outputs } = await runStage(vqvae, {
    inputs,
    config: { ...GRID, codes: 16, steps: 100 },
  });
  const { codes, layout } = outputs.latents as LatentSet;
  assert.deepEqual(layout, { tokens: [4, 4, 16] });
  assert.ok(
    codes.every((code) => Number.isInteger(code) && code >= 0 && code < 16),
  );
  const { perplexity, vocabularyUsed } = outputs.scores as ScoreSet;
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  assert.equal(vocabularyUsed!.value, counts.size / 16);
  const entropy = [...counts.values()]
    .map((count) => count / codes.length)
    .reduce((sum, share) => sum - share * Math.log(share), 0);
  assert.ok(Math.abs(perplexity!.value - Math.exp(entropy)) < 1e-9);
  assert.ok(perplexity!.value > 3, `${perplexity!.value}`);
});

Deno.test("the larger beta, the nearer codes of encode.vae are to the standard normal law", async () => {
  const divergenceAt = async (beta: number) => {
    const { outputs } = await runStage(vae, {
      inputs,
      config: { ...SMALL, dim: 8, beta },
    });
    // Of codes as they are, before they were standardised.
    const { weights, network } = outputs.encoder as Model;
    const scale = weights[`${network.layers.length - 1}/scale`]!.data;
    return [...scale].map((each) => 1 / each)
      .reduce((sum, deviation) => sum + deviation, 0);
  };
  assert.ok(await divergenceAt(10) < 0.7 * await divergenceAt(0.01));
});

for (
  const [name, stage, config] of [
    ["grids", patchAutoencoder, GRID],
    ["tokens", vqvae, { ...GRID, codes: 16 }],
  ] as const
) {
  Deno.test(`score.reconstruction judges decoders of ${name}`, async () => {
    const { outputs } = await runStage(stage, { inputs, config });
    const { encoder, decoder, latents } = outputs as {
      encoder: Model;
      decoder: Model;
      latents: LatentSet;
    };
    const judged = await runStage(reconstruction, {
      inputs: { images: images.train, encoder, decoder },
    });
    const { mse } = judged.outputs.scores as ScoreSet;
    const { decoded } = await errorsOf(decoder, latents);
    assert.ok(
      Math.abs(mse!.value - decoded) < 1e-6,
      `${mse!.value} ${decoded}`,
    );
  });
}
