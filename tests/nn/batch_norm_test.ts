import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork } from "../../lib/nn/network/apply.ts";
import { batchNorm } from "../../lib/nn/functions/batch_norm.ts";
import { calibrateBatchNorm } from "../../lib/nn/network/calibrate.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray } from "../../lib/tensor/array.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

const NETWORK = {
  input: [3],
  layers: [{ type: "batchNorm" }],
} as const;

const DATA = random(4n, "rows").normal(new Float32Array(64 * 3))
  .map((value, i) => value * (1 + i % 3) + 5);

function column(j: number): number[] {
  return Array.from({ length: 64 }, (_, i) => DATA[3 * i + j]!);
}

function meanOf(x: readonly number[]): number {
  return x.reduce((sum, v) => sum + v, 0) / x.length;
}

function varianceOf(x: readonly number[]): number {
  const mean = meanOf(x);
  return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
}

Deno.test("batch norm in training uses the batch's moments, and moves the kept ones", async () => {
  await useEngine("onnx");
  const weights = Object.fromEntries(
    Object.entries(initNetwork(NETWORK, random(1n))).map((
      [name, { data, shape }],
    ) => [name, tf.tensor(data as Float32Array, [...shape])]),
  );
  const { output, updates } = applyNetwork(
    NETWORK,
    weights,
    tf.tensor2d(DATA, [64, 3]),
    { training: true },
  );
  const found = output.dataSync();
  for (let j = 0; j < 3; j++) {
    const x = column(j);
    const [mean, variance] = [meanOf(x), varianceOf(x)];
    x.forEach((value, i) => {
      const expected = (value - mean) / Math.sqrt(variance + 1e-5);
      assert(Math.abs(found[3 * i + j]! - expected) < 1e-4);
    });
    const moved = updates["0/mean"]!.dataSync()[j]!;
    assert(Math.abs(moved - 0.1 * mean) < 1e-5, `${moved}`);
  }
});

Deno.test("calibrateBatchNorm() keeps the mean moments of the batches it sees", async () => {
  await useEngine("onnx");
  const weights = initNetwork(NETWORK, random(1n));
  const halves = [DATA.subarray(0, 96), DATA.subarray(96)];
  const found = await calibrateBatchNorm({ network: NETWORK, weights }, {
    batches: 2,
    batch: (index) => ndarray(halves[index]!, [32, 3]),
  });
  for (let j = 0; j < 3; j++) {
    const x = column(j);
    const parts = [x.slice(0, 32), x.slice(32)];
    const mean = meanOf(parts.map(meanOf));
    assert(Math.abs(found["0/mean"]!.data[j]! - mean) < 1e-4);
    const variance = meanOf(parts.map(varianceOf));
    const kept = found["0/variance"]!.data[j]!;
    // Kept variances may be the unbiased ones: 32/31 of the batch's.
    assert(
      Math.min(
        Math.abs(kept - variance),
        Math.abs(kept - variance * 32 / 31),
      ) < 1e-3 * variance,
      `${kept} ${variance}`,
    );
  }
});

/** The same, differentiated operator by operator. */
function byParts(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, [0]));
  const variance = tf.mean(tf.square(centred), [0]);
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(centred, scale), beta);
}

Deno.test("batchNorm() has the first and second derivatives of its parts", async () => {
  await useEngine("cpu");
  const [x, gamma, beta] = [
    tf.tensor2d(DATA.subarray(0, 24), [8, 3]),
    tf.tensor1d([0.5, 2, -1]),
    tf.tensor1d([0.1, 0, 3]),
  ];
  const value = (norm: typeof byParts) => (...inputs: tf.Tensor[]) =>
    tf.sum(tf.square(tf.square(norm(inputs[0]!, inputs[1]!, inputs[2]!))));
  const penalty = (norm: typeof byParts) => (...inputs: tf.Tensor[]) =>
    tf.sum(tf.square(tf.grads(value(norm))(inputs)[0]!));
  const own: typeof byParts = (x, gamma, beta) =>
    batchNorm(x, { gamma, beta }).output;
  for (const loss of [value, penalty]) {
    const expected = tf.grads(loss(byParts))([x, gamma, beta]);
    const found = tf.grads(loss(own))([x, gamma, beta]);
    for (const [i, tensor] of found.entries()) {
      const reference = expected[i]!.dataSync();
      const scale = Math.max(...Array.from(reference, Math.abs));
      tensor.dataSync().forEach((value, at) =>
        assert(
          Math.abs(value - reference[at]!) < 1e-3 * scale,
          `${loss.name} ${i}[${at}]: ${value}, by parts ${reference[at]}`,
        )
      );
    }
  }
  await useEngine("onnx");
});
