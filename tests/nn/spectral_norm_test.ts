import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import {
  initSpectralNorm,
  powerIteration,
  spectralNormalize,
} from "../../lib/nn/spectral_norm.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray } from "../../lib/tensor/array.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

Deno.test("spectralNormalize() divides by the largest singular value", async () => {
  await useEngine("onnx");
  const shape = [3, 3, 2, 5];
  const data = random(1n, "kernel").normal(new Float32Array(90));
  const weights = {
    "0/kernel": tf.tensor(data, shape),
    "0/bias": tf.ones([5]),
  };
  const start = initSpectralNorm(
    {
      "0/kernel": ndarray(data, shape),
      "0/bias": ndarray(new Float32Array(5), [5]),
    },
    random(2n, "u"),
  );
  assert.deepEqual(Object.keys(start), ["0/kernel"]);
  let right: Record<string, tf.Tensor> = {
    "0/kernel": tf.tensor(start["0/kernel"]!.data as Float32Array, [1, 5]),
  };
  let pairs = powerIteration(weights, right);
  for (let i = 0; i < 60; i++) {
    right = { ...pairs.right };
    pairs = powerIteration(weights, right);
  }
  const result = spectralNormalize(weights, pairs);
  const largest = new SingularValueDecomposition(
    Matrix.from1DArray(18, 5, [...data]),
  ).diagonal[0]!;
  const normalised = result["0/kernel"]!.dataSync();
  normalised.forEach((value, i) =>
    assert(Math.abs(value - data[i]! / largest) < 1e-5)
  );
  assert.equal(result["0/bias"], weights["0/bias"]);
});
