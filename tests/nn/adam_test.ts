import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { adam, initAdam } from "../../lib/nn/adam.ts";
import { type Arrays, ndarray } from "../../lib/tensor/array.ts";
import { compileStep, useEngine } from "../../lib/tensor/mod.ts";
import { underPrefix, withPrefix } from "../../lib/tensor/_prefix.ts";

/** Adam in float64, as Kingma and Ba's algorithm 1 writes it. */
function reference(
  gradients: readonly number[],
  { start, rate, beta1, beta2 }: {
    start: number;
    rate: number;
    beta1: number;
    beta2: number;
  },
): number {
  let [x, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    const t = i + 1;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    x -= rate * (m / (1 - beta1 ** t)) /
      (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
  });
  return x;
}

for (const [beta1, beta2] of [[0.9, 0.999], [0.5, 0.999], [0, 0.9]] as const) {
  Deno.test(`adam() follows algorithm 1 with decays ${beta1} and ${beta2}`, async () => {
    await useEngine("onnx");
    const weights: Arrays = { x: ndarray(Float32Array.of(1, -2), [2]) };
    const step = compileStep((state, { g }) => {
      const next = adam(
        { x: state["w/x"]! },
        { gradients: { x: g! }, state: underPrefix("a/", state) },
        { rate: 0.01, beta1, beta2 },
      );
      return {
        state: {
          ...withPrefix("w/", next.weights),
          ...withPrefix("a/", next.state),
        },
        metrics: { first: tf.slice(next.weights.x!, [0], [1]) },
      };
    }, {
      ...withPrefix("w/", weights),
      ...withPrefix("a/", initAdam(weights)),
    });
    const gradients = [[0.3, 5], [-0.1, 4], [0.2, -9], [1e-4, 0.5], [0, 2]];
    for (const g of gradients) {
      await step.run({ g: ndarray(Float32Array.from(g), [2]) });
    }
    const { "w/x": x } = await step.state();
    step.dispose();
    [1, -2].forEach((start, j) => {
      const expected = reference(gradients.map((g) => g[j]!), {
        start,
        rate: 0.01,
        beta1,
        beta2,
      });
      const found = x!.data[j]!;
      assert(Math.abs(found - expected) < 1e-6, `${found} ${expected}`);
    });
  });
}

Deno.test("adam() decays kernels only, apart from the gradient", () => {
  const x = { kernel: tf.tensor1d([2]), bias: tf.tensor1d([2]) };
  const zero = { kernel: tf.zeros([1]), bias: tf.zeros([1]) };
  const moments = initAdam({
    kernel: ndarray(new Float32Array(1), [1]),
    bias: ndarray(new Float32Array(1), [1]),
  });
  const state = Object.fromEntries(
    Object.entries(moments).map((
      [name, { data, shape }],
    ) => [name, tf.tensor(data as Float32Array, [...shape])]),
  );
  const { weights } = adam(x, { gradients: zero, state }, {
    rate: 0.1,
    weightDecay: 0.5,
  });
  assert(Math.abs(weights.kernel!.dataSync()[0]! - 2 * (1 - 0.05)) < 1e-6);
  assert.equal(weights.bias!.dataSync()[0], 2);
});
