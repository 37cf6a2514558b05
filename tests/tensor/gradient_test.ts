import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  criticLoss,
  type GanLoss,
  generatorLoss,
} from "../../lib/nn/losses/gan_loss.ts";
import { crossEntropy } from "../../lib/nn/losses/cross_entropy.ts";
import { meanSquaredError } from "../../lib/nn/losses/mean_squared_error.ts";
import { ntXent } from "../../lib/nn/losses/nt_xent.ts";
import { gradientsOf } from "../../lib/nn/functions/gradients.ts";
import { random } from "../../lib/stats/random.ts";
import { compile, ndarray, useEngine } from "../../lib/tensor/mod.ts";

type Loss = (x: tf.Tensor) => tf.Scalar;

/** Central differences of a float32 loss, step 1e-2: error O(1e-4). */
async function check(loss: Loss, at: Float32Array): Promise<void> {
  await useEngine("onnx");
  const value = compile(({ x }) => ({ y: loss(x!) }));
  const gradient = compile(({ x }) => ({
    g: gradientsOf({ x: x! }, ({ x }) => loss(x!)).gradients.x!,
  }));
  const { g } = await gradient.run({ x: ndarray(at, [at.length]) });
  const h = 1e-2;
  for (let i = 0; i < at.length; i++) {
    const ends: number[] = [];
    for (const sign of [1, -1]) {
      const moved = at.slice();
      moved[i]! += sign * h;
      const { y } = await value.run({ x: ndarray(moved, [at.length]) });
      ends.push(y!.data[0]!);
    }
    const slope = (ends[0]! - ends[1]!) / (2 * h);
    assert(
      Math.abs(slope - g!.data[i]!) < 2e-3,
      `element ${i}: difference ${slope}, gradient ${g!.data[i]}`,
    );
  }
  value.dispose();
  gradient.dispose();
}

// Away from the kinks of hinge losses at ±1 and 0.
const POINT = random(11n, "point").uniform(new Float32Array(6), -0.8, -0.1);

for (const loss of ["hinge", "nonSaturating", "wasserstein"] as GanLoss[]) {
  Deno.test(`criticLoss() of '${loss}' has the gradient of finite differences`, () =>
    check(
      (x) =>
        criticLoss(loss, {
          real: tf.slice(x, [0], [3]),
          fake: tf.slice(x, [3], [3]),
        }),
      POINT,
    ));
  Deno.test(`generatorLoss() of '${loss}' has the gradient of finite differences`, () =>
    check((x) => generatorLoss(loss, x), POINT));
}

Deno.test("losses at logits 1 and 1 have the published values", async () => {
  await useEngine("onnx");
  const ones = tf.ones([4, 1]);
  const values = (loss: GanLoss) => [
    criticLoss(loss, { real: ones, fake: ones }).dataSync()[0]!,
    generatorLoss(loss, ones).dataSync()[0]!,
  ];
  const close = (got: number[], expected: number[]) =>
    got.every((x, i) => Math.abs(x - expected[i]!) < 1e-4);
  assert(close(values("hinge"), [2, -1]));
  assert(close(values("nonSaturating"), [1.6265, 0.3133]));
  assert(close(values("wasserstein"), [0, -1]));
});

Deno.test("meanSquaredError() has the gradient of finite differences", () =>
  check(
    (x) => meanSquaredError(tf.slice(x, [0], [3]), tf.slice(x, [3], [3])),
    POINT,
  ));

for (const smoothing of [0, 0.1]) {
  Deno.test(`crossEntropy() with smoothing ${smoothing} has the gradient of finite differences`, () =>
    check(
      (x) =>
        crossEntropy(
          tf.reshape(x, [2, 3]),
          tf.tensor1d([2, 0], "int32"),
          smoothing,
        ),
      POINT,
    ));
}

Deno.test("ntXent() has the gradient of finite differences", () =>
  check(
    (x) => {
      const rows = tf.reshape(x, [6, 2]);
      return ntXent(
        tf.slice(rows, [0, 0], [3, 2]),
        tf.slice(rows, [3, 0], [3, 2]),
        0.5,
      );
    },
    random(12n, "point").uniform(new Float32Array(12), -1.5, 1.5),
  ));

Deno.test("ntXent() of collinear views is ln(2n − 1)", async () => {
  await useEngine("onnx");
  for (const n of [2, 5, 64]) {
    const ones = tf.ones([n, 3]);
    for (const temperature of [0.1, 0.5, 2]) {
      const [loss] = ntXent(ones, ones, temperature).dataSync();
      assert(Math.abs(loss! - Math.log(2 * n - 1)) < 1e-4, `${n}: ${loss}`);
    }
  }
});

Deno.test("crossEntropy() of equal logits is the logarithm of the classes", async () => {
  await useEngine("onnx");
  const labels = tf.tensor1d([0, 3, 9], "int32");
  const [loss] = crossEntropy(tf.zeros([3, 10]), labels).dataSync();
  assert(Math.abs(loss! - Math.log(10)) < 1e-6);
});
