import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { dcganCritic } from "../../lib/nn/architectures.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { initCritic, judge } from "../../lib/nn/projection_critic.ts";
import { random } from "../../lib/stats/random.ts";
import { compile, ndarray, useEngine } from "../../lib/tensor/mod.ts";

const critic = dcganCritic([8, 8, 1], { width: 2 });
const FEATURES = 2 * 2;

Deno.test("initCritic() adds a projection of codes, and nothing for critics of images", () => {
  const own = initNetwork(critic, random(1n, "critic"));
  assert.deepEqual(initCritic(critic, 0, random(1n, "critic")), own);
  const { "code/0/kernel": kernel, ...rest } = initCritic(
    critic,
    3,
    random(1n, "critic"),
  );
  assert.deepEqual(rest, own);
  assert.deepEqual(kernel!.shape, [3, 4 * 4 * FEATURES / 2]);
});

Deno.test("judge() adds the agreement of code and features to what it says of the image", async () => {
  await useEngine("onnx");
  const weights = initCritic(critic, 3, random(2n, "critic"));
  const images = random(3n, "x").normal(new Float32Array(5 * 64));
  const codes = random(4n, "h").normal(new Float32Array(5 * 3));
  const both = compile(({ x, h, ...all }) => {
    const { output, features } = applyNetwork(critic, all, x!);
    return { y: judge(critic, all, x!, h!), output, features: features! };
  }, weights);
  const { y, output, features } = await both.run({
    x: ndarray(images, [5, 8, 8, 1]),
    h: ndarray(codes, [5, 3]),
  });
  both.dispose();
  const kernel = weights["code/0/kernel"]!.data;
  const size = features!.shape[1]!;
  for (let i = 0; i < 5; i++) {
    let agreement = 0;
    for (let k = 0; k < size; k++) {
      let read = 0;
      for (let j = 0; j < 3; j++) {
        read += codes[3 * i + j]! * kernel[j * size + k]!;
      }
      agreement += read * features!.data[i * size + k]!;
    }
    const expected = output!.data[i]! + agreement / Math.sqrt(3);
    assert.ok(Math.abs(y!.data[i]! - expected) < 1e-4);
  }
});

Deno.test("judge() is differentiable in the weights that read codes", async () => {
  await useEngine("cpu");
  const linear = {
    input: [2],
    layers: [{ type: "dense", units: 1, bias: false } as const],
  };
  const own = tf.tensor2d([[1], [1]]);
  const value = (kernel: tf.Tensor) =>
    tf.sum(judge(
      linear,
      { "0/kernel": own, "code/0/kernel": kernel },
      tf.tensor2d([[3, 4]]),
      tf.tensor2d([[2, 5, 0, 0]]),
    ));
  const gradient = tf.grad(value)(tf.ones([4, 2]));
  // h·x / √4, code by feature.
  assert.deepEqual([...await gradient.data()], [3, 4, 7.5, 10, 0, 0, 0, 0]);
});
