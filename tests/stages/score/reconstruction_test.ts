import assert from "node:assert/strict";
import { ndarray } from "../../../lib/tensor/array.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import type { Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { linearGenerator } from "../../fixtures/hand_made.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const IDENTITY = Float32Array.from(
  { length: 256 },
  (_, i) => (i % 17 === 0 ? 1 : 0),
);

/** Pixels as codes. */
const encoder: Model = {
  network: { input: [4, 4, 1], layers: [{ type: "flatten" }] },
  weights: {},
  facts: {},
};

/** Codes as pixels, moved by the same amount. */
function decoderOf(shift: number): Model {
  return {
    network: {
      input: [16],
      layers: [{ type: "dense", units: 16 }, {
        type: "reshape",
        shape: [4, 4, 1],
      }],
    },
    weights: {
      "0/kernel": ndarray(IDENTITY, [16, 16]),
      "0/bias": ndarray(new Float32Array(16).fill(shift), [16]),
    },
    facts: {},
  };
}

const images = {
  pixels: Uint8Array.from({ length: 5 * 16 }, (_, i) => (i * 29) % 256),
  shape: [5, 4, 4, 1],
  classes: [],
};

async function score(decoder: Model): Promise<ScoreSet> {
  const { outputs } = await runStage(reconstruction, {
    inputs: { images, encoder, decoder },
  });
  return outputs.scores as ScoreSet;
}

Deno.test("score.reconstruction measures squared error on [0, 1] and decibels", async () => {
  // 0.1 on [−1, 1] is 0.05 on [0, 1].
  const { mse, psnr } = await score(decoderOf(0.1));
  assert.ok(Math.abs(mse!.value - 0.0025) < 1e-7, `${mse!.value}`);
  assert.ok(Math.abs(psnr!.value - -10 * Math.log10(0.0025)) < 1e-3);
  assert.ok(mse!.high! - mse!.low! < 1e-6);
  assert.equal(mse!.count, 5);
  const perfect = await score(decoderOf(0));
  assert.ok(perfect.mse!.value < 1e-12);
  assert.equal(perfect.psnr!.value, 100);
});

Deno.test("score.reconstruction says when the images differ in size", async () => {
  const large = linearGenerator(16);
  const twice: Model = {
    ...large,
    network: {
      input: [16],
      layers: [{ type: "dense", units: 64 }, {
        type: "reshape",
        shape: [8, 8, 1],
      }],
    },
    weights: {
      "0/kernel": ndarray(new Float32Array(1024), [16, 64]),
      "0/bias": ndarray(new Float32Array(64), [64]),
    },
  };
  await assert.rejects(
    () => score(twice),
    /expected images of 4×4×1, got 8×8×1/,
  );
});
