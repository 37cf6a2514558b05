import assert from "node:assert/strict";
import { drawNoise } from "../../lib/nn/network/draw_noise.ts";
import { prepend } from "../../lib/nn/network/prepend.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray } from "../../lib/tensor/array.ts";

Deno.test("drawNoise() drops channels at their rate and keeps the mean", () => {
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
