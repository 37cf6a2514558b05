import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { perceptualError } from "../../lib/nn/losses/perceptual_error.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";

/** Features: the two numbers of an image, added and subtracted. */
const extractor = {
  network: {
    input: [2],
    layers: [
      { type: "dense", units: 2, bias: false },
      { type: "dense", units: 1, bias: false },
    ],
  } as const,
  weights: {
    "0/kernel": ndarray(Float32Array.of(1, 1, 1, -1), [2, 2]),
    "1/kernel": ndarray(Float32Array.of(9, 9), [2, 1]),
  },
};

Deno.test("perceptualError() is the squared distance of features over the target's squared length", async () => {
  await useEngine("cpu");
  const targets = tf.tensor2d([[1, 0], [0, 2]]);
  const error = (images: number[][]) =>
    perceptualError(extractor, tf.tensor2d(images), targets).dataSync()[0]!;
  assert.equal(error([[1, 0], [0, 2]]), 0);
  // Features (1, 1) and (2, −2) of length 2 and 8; nothing is as far away.
  assert.ok(Math.abs(error([[0, 0], [0, 0]]) - 1) < 1e-6);
  // (2, 0) against (1, 1), and (2, −2) against itself: 2 of 10.
  assert.ok(Math.abs(error([[1, 1], [0, 2]]) - 0.2) < 1e-6);
});

Deno.test("perceptualError() leads images towards their targets", async () => {
  await useEngine("cpu");
  const targets = tf.tensor2d([[1, 0]]);
  const gradient = tf.grad((x) => perceptualError(extractor, x, targets))(
    tf.tensor2d([[0, 0]]),
  );
  // d/dx of ((x₁ + x₂ − 1)² + (x₁ − x₂ − 1)²) / 2 at 0.
  const [a, b] = await gradient.data();
  assert.ok(Math.abs(a! + 2) < 1e-5 && Math.abs(b!) < 1e-5);
});
