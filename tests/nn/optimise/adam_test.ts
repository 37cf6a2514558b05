import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { adam } from "../../../lib/nn/optimise/adam.ts";
import { chain } from "../../../lib/nn/optimise/chain.ts";
import { clip } from "../../../lib/nn/optimise/clip.ts";
import { descend } from "../../../lib/nn/optimise/descend.ts";
import { initOptimiser, optimise } from "../../../lib/nn/optimise/optimise.ts";
import {
  constant,
  cosine,
  ramped,
  type Schedule,
  warmUp,
} from "../../../lib/nn/optimise/schedule.ts";
import type { Transform } from "../../../lib/nn/optimise/transform.ts";
import { mapValues } from "../../../lib/tensor/map_values.ts";
import { type Arrays, ndarray } from "../../../lib/tensor/array.ts";
import { compileProgram, useEngine } from "../../../lib/tensor/mod.ts";
import { underPrefix, withPrefix } from "../../../lib/tensor/prefix.ts";

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
    const optimiser = adam({ rate: 0.01, beta1, beta2 });
    const program = compileProgram({
      step: (state, { g }) => {
        const next = optimise(optimiser, {
          weights: { x: state["w/x"]! },
          gradients: { x: g! },
          state: underPrefix("a/", state),
        });
        return {
          state: {
            ...withPrefix("w/", next.weights),
            ...withPrefix("a/", next.state),
          },
          results: {},
        };
      },
    }, {
      ...withPrefix("w/", weights),
      ...withPrefix("a/", initOptimiser(optimiser, weights)),
    });
    const gradients = [[0.3, 5], [-0.1, 4], [0.2, -9], [1e-4, 0.5], [0, 2]];
    await program.many("step", gradients.length, (i) => ({
      g: ndarray(Float32Array.from(gradients[i]!), [2]),
    }));
    const { "w/x": x } = await program.read("w/");
    program.dispose();
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

/** One step from given weights and gradients. */
async function step(
  optimiser: Transform,
  weights: Record<string, number[]>,
  gradients: Record<string, number[]>,
): Promise<Record<string, number[]>> {
  await useEngine("onnx");
  const arrays = (of: Record<string, number[]>) =>
    mapValues(of, (each) => ndarray(Float32Array.from(each), [each.length]));
  const program = compileProgram({
    step: (state, gradients) => ({
      results: optimise(optimiser, {
        weights: underPrefix("w/", state),
        gradients,
        state: underPrefix("a/", state),
      }).weights,
    }),
  }, {
    ...withPrefix("w/", arrays(weights)),
    ...withPrefix("a/", initOptimiser(optimiser, arrays(weights))),
  });
  const next = await program.call("step", arrays(gradients));
  program.dispose();
  return mapValues(next, ({ data }) => [...data]);
}

function close(found: number | undefined, expected: number): void {
  assert(Math.abs(found! - expected) < 1e-6, `${found} ${expected}`);
}

Deno.test("adam() decays kernels only, apart from the gradient", async () => {
  const { kernel, bias } = await step(
    adam({ rate: 0.1, weightDecay: 0.5 }),
    { kernel: [2], bias: [2] },
    { kernel: [0], bias: [0] },
  );
  close(kernel![0], 2 * (1 - 0.05));
  assert.equal(bias![0], 2);
  const all = await step(
    adam({ rate: 0.1, weightDecay: 0.5, excludes: () => false }),
    { kernel: [2], bias: [2] },
    { kernel: [1], bias: [-1] },
  );
  close(all.kernel![0], 2 * (1 - 0.05) - 0.1);
  close(all.bias![0], 2 * (1 - 0.05) + 0.1);
});

Deno.test("clip() shortens all gradients together", async () => {
  const plain = chain(clip(1), descend(1));
  const { a, b } = await step(plain, { a: [0], b: [0] }, { a: [3], b: [-4] });
  close(a![0], -0.6);
  close(b![0], 0.8);
  const short = await step(plain, { a: [0] }, { a: [0.5] });
  close(short.a![0], -0.5);
});

Deno.test("schedules rise, fall and stay where they are told to", async () => {
  await useEngine("cpu");
  const at = (schedule: Schedule, count: number) => {
    const value = schedule(tf.scalar(count));
    return typeof value === "number" ? value : value.dataSync()[0]!;
  };
  const rate = cosine(2, { steps: 110, warm: 10, end: 0.5 });
  close(at(rate, 5), 1);
  close(at(rate, 10), 2);
  close(at(rate, 60), 1.25);
  close(at(rate, 110), 0.5);
  close(at(rate, 500), 0.5);
  close(at(warmUp(3, { steps: 6 }), 2), 1);
  close(at(warmUp(3, { steps: 6 }), 60), 3);
  close(at(constant(7), 60), 7);
  close(at(ramped(0.9), 1), 2 / 11);
  close(at(ramped(0.9), 1000), 0.9);
});
