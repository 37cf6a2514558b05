import assert from "node:assert/strict";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { dcganCritic } from "../../lib/nn/architectures/dcgan.ts";
import { foldSpectralNorm } from "../../lib/nn/network/fold_spectral_norm.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import { runNetwork } from "../../lib/nn/network/run_network.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";

Deno.test("foldSpectralNorm() divides kernels by their largest singular values", async () => {
  await useEngine("onnx");
  const network = dcganCritic([8, 8, 2], { width: 3 });
  const weights = initNetwork(network, random(1n, "critic"));
  const folded = await foldSpectralNorm({ network, weights });
  assert.deepEqual(folded.network.layers.map(({ type }) => type), [
    "conv",
    "leakyRelu",
    "flatten",
    "dense",
  ]);
  for (const at of [0, 3]) {
    const { data, shape } = weights[`${at}/kernel`]!;
    const outputs = shape.at(-1)!;
    const [largest] = new SingularValueDecomposition(
      Matrix.from1DArray(data.length / outputs, outputs, [...data]),
    ).diagonal as [number];
    folded.weights[`${at}/kernel`]!.data.forEach((value, i) =>
      assert.ok(Math.abs(value - data[i]! / largest) < 2e-3 * 1 / largest)
    );
    assert.deepEqual(folded.weights[`${at}/bias`], weights[`${at}/bias`]);
    assert.equal(folded.weights[`${at}/u`], undefined);
  }
  const image = ndarray(new Uint8Array(128).fill(200), [1, 8, 8, 2]);
  const { output } = await runNetwork(folded, image);
  assert.ok(Number.isFinite(output.data[0]));
});
