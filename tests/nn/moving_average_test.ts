import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { movingAverage } from "../../lib/nn/averaged_fit.ts";
import { drawNoise } from "../../lib/nn/draw_noise.ts";
import { prepend } from "../../lib/nn/prepend.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray } from "../../lib/tensor/array.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

Deno.test("movingAverage() follows the recurrence, with a short memory at first", async () => {
  await useEngine("onnx");
  let expected = 5;
  let averaged: Record<string, tf.Tensor> = { x: tf.tensor1d([5]) };
  for (let count = 1; count <= 30; count++) {
    const weight = Math.sin(count);
    const decay = Math.min(0.7, (count + 1) / (count + 10));
    expected = decay * expected + (1 - decay) * weight;
    averaged = movingAverage(averaged, { x: tf.tensor1d([weight]) }, {
      limit: 0.7,
      count: tf.scalar(count),
    });
  }
  const found = averaged.x!.dataSync()[0]!;
  assert(Math.abs(found - expected) < 1e-5, `${found} ${expected}`);
});

Deno.test("drawNoise() drop channels at their rate and keep the mean", () => {
  const masks = drawNoise(
    {
      input: [4, 4, 50],
      layers: [{ type: "relu" }, { type: "channelDropout", rate: 0.4 }],
    },
    { batch: 200, random: random(5n, "mask") },
  );
  const { data, shape } = masks["1/mask"]!;
  assert.deepEqual([...shape], [200, 1, 1, 50]);
  const dropped = data.filter((value) => value === 0).length / data.length;
  assert(Math.abs(dropped - 0.4) < 0.02, `${dropped}`);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  assert(Math.abs(mean - 1) < 0.03, `${mean}`);
});

Deno.test("prepend() moves the weights of the layers after it", () => {
  const one = ndarray(Float32Array.of(1), [1]);
  const two = ndarray(Float32Array.of(2), [1]);
  const { network, weights } = prepend({
    network: { input: [1], layers: [{ type: "relu" }, { type: "batchNorm" }] },
    weights: { "1/gamma": one },
  }, { layer: { type: "standardize" }, weights: { scale: two } });
  assert.deepEqual(network.layers.map(({ type }) => type), [
    "standardize",
    "relu",
    "batchNorm",
  ]);
  assert.deepEqual(weights, { "0/scale": two, "2/gamma": one });
});
