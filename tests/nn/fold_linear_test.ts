import assert from "node:assert/strict";
import { dcganGenerator } from "../../lib/nn/architectures/dcgan.ts";
import { foldLinear } from "../../lib/nn/network/fold_linear.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import { runNetwork } from "../../lib/nn/network/run_network.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";

Deno.test("foldLinear() gives what the network gives of the mapped input", async () => {
  await useEngine("onnx");
  const network = dcganGenerator(5, { image: [8, 8, 1], width: 4 });
  const model = { network, weights: initNetwork(network, random(1n, "init")) };
  const kernel = Float64Array.from(
    random(2n, "kernel").normal(new Float32Array(3 * 5)),
  );
  const bias = Float64Array.from(
    random(3n, "bias").normal(new Float32Array(5)),
  );
  const input = random(4n, "input").normal(new Float32Array(7 * 3));
  const mapped = new Float32Array(7 * 5);
  for (let i = 0; i < 7; i++) {
    for (let j = 0; j < 5; j++) {
      let sum = bias[j]!;
      for (let k = 0; k < 3; k++) sum += input[i * 3 + k]! * kernel[k * 5 + j]!;
      mapped[i * 5 + j] = sum;
    }
  }
  const wanted = await runNetwork(model, ndarray(mapped, [7, 5]));
  const folded = foldLinear(model, { kernel, bias });
  assert.deepEqual(folded.network.layers, network.layers);
  const found = await runNetwork(folded, ndarray(input, [7, 3]));
  for (const [i, value] of found.output.data.entries()) {
    assert.ok(Math.abs(value - wanted.output.data[i]!) < 1e-5);
  }
});

Deno.test("foldLinear() refuses a network that does not begin with such a layer", () => {
  const map = { kernel: new Float64Array(6), bias: new Float64Array(3) };
  assert.throws(
    () => foldLinear({ network: { input: [3], layers: [] }, weights: {} }, map),
    /expected a dense layer with a bias that takes \[3\], got none that takes \[3\]$/,
  );
  assert.throws(
    () =>
      foldLinear({
        network: { input: [4], layers: [{ type: "dense", units: 1 }] },
        weights: {},
      }, map),
    /got dense that takes \[4\]$/,
  );
});
