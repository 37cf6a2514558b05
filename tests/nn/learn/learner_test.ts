import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { bareContext } from "../../../lib/dsl/bare_context.ts";
import { ganLearner } from "../../../lib/nn/learn/gan.ts";
import { learn } from "../../../lib/nn/learn/learn.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "../../../lib/nn/learn/learner_functions.ts";
import { initLearner, weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import { stopGradient } from "../../../lib/nn/functions/stop_gradient.ts";
import { adam } from "../../../lib/nn/optimise/adam.ts";
import { descend } from "../../../lib/nn/optimise/descend.ts";
import { constant, ramped } from "../../../lib/nn/optimise/schedule.ts";
import { random } from "../../../lib/stats/random.ts";
import {
  type Arrays,
  compileProgram,
  ndarray,
  useEngine,
} from "../../../lib/tensor/mod.ts";
import { line } from "./_line.ts";

function scalar(value: number) {
  return ndarray(Float32Array.of(value), [1, 1]);
}

function close(found: number | undefined, expected: number): void {
  assert.ok(Math.abs(found! - expected) < 1e-5, `${found} for ${expected}`);
}

/** Two lines, one of which is trained at every third step. */
const TWO: Learner = {
  nets: { fast: line(0).nets.line!, slow: line(0).nets.line! },
  phases: ["fast", "slow"].map((name) => ({
    name,
    update: [name],
    optimiser: descend(1),
    ...(name === "slow" && { every: 3 }),
    loss: ({ net, data }) =>
      tf.sum(tf.add(net.fast!(data.x!), net[name]!(data.x!))),
  })),
};

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`a phase is part of every so manieth step, and sees what those before changed, on ${engine}`, async () => {
    await useEngine(engine);
    const { state, history } = await learn({
      learner: TWO,
      steps: 7,
      seed: 1n,
      rows: 1,
      batch: (index) => ({ x: scalar(index + 1) }),
    }, bareContext());
    let [fast, slow, shown] = [0, 0, 0];
    for (let i = 0; i < 7; i++) {
      const x = i + 1;
      assert.equal(history.metrics.fast![i], fast * x + fast * x + 0);
      fast -= 2 * x;
      if (i % 3 === 0) {
        shown = fast * x + slow * x;
        slow -= x;
      }
      // Between its steps the last figure is told.
      assert.equal(history.metrics.slow![i], shown);
    }
    const kernelOf = (name: string) =>
      weightsIn(TWO, state, name)["0/kernel"]!.data[0];
    assert.equal(kernelOf("fast"), fast);
    assert.equal(kernelOf("slow"), slow);
    await useEngine("onnx");
  });
}

/** A small network with batch norm, and something to learn. */
function regression(accumulate?: number): Learner {
  return {
    nets: {
      net: {
        input: [3],
        layers: [
          { type: "dense", units: 4 },
          { type: "tanh" },
          { type: "dense", units: 1 },
        ],
      },
    },
    phases: [{
      update: ["net"],
      optimiser: adam({ rate: 0.01 }),
      loss: ({ net, data }) =>
        tf.mean(tf.squaredDifference(net.net!(data.x!), data.y!)),
    }],
    shadows: { averaged: { of: "net", decay: ramped(0.9) } },
    accumulate,
  };
}

function rows(from: number, count: number): Arrays {
  const x = new Float32Array(count * 3);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const row = random(5n, "row", from + i).normal(new Float32Array(3));
    x.set(row, 3 * i);
    y[i] = Math.sin(row[0]!) + row[1]! * row[2]!;
  }
  return { x: ndarray(x, [count, 3]), y: ndarray(y, [count, 1]) };
}

Deno.test("accumulated batches are one batch as large as all of them", async () => {
  await useEngine("onnx");
  const run = async (parts: number, count: number) => {
    const learner = regression(parts);
    const { state } = await learn({
      learner,
      steps: 12,
      seed: 3n,
      rows: count,
      batch: (index) => rows(index * count, count),
    }, bareContext());
    return ["net", "averaged"].flatMap((name) =>
      Object.values(weightsIn(learner, state, name))
        .flatMap(({ data }) => [...data])
    );
  };
  const whole = await run(1, 12);
  for (const parts of [2, 3]) {
    const found = await run(parts, 12 / parts);
    found.forEach((value, i) => close(value, whole[i]!));
  }
});

Deno.test("learn() interrupted anywhere ends in the same bits, with phases, shadows and accumulation", async () => {
  await useEngine("onnx");
  for (const learner of [TWO, regression(), regression(3)]) {
    const run = async (stopAfter = Infinity) => {
      let saved: Uint8Array | undefined;
      const attempt = (most: number) => {
        const stop = new AbortController();
        let told = 0;
        return learn({
          learner,
          steps: 10,
          seed: 3n,
          rows: 4,
          batch: (index) =>
            learner === TWO ? { x: scalar(index) } : rows(index * 4, 4),
        }, {
          checkpoints: {
            load: () => Promise.resolve(saved),
            due: () => stop.signal.aborted,
            save: (bytes) => Promise.resolve(void (saved = bytes.slice())),
          },
          progress() {
            if (++told >= most) stop.abort(new Error("stopped"));
          },
          signal: stop.signal,
        });
      };
      if (stopAfter < Infinity) {
        await assert.rejects(attempt(stopAfter), /stopped/);
      }
      return await attempt(Infinity);
    };
    const whole = await run();
    for (const stopAfter of [1, 4, 9]) {
      assert.deepEqual(await run(stopAfter), whole, `after ${stopAfter}`);
    }
  }
});

Deno.test("a shadow follows its network, and no gradient reaches it", async () => {
  await useEngine("cpu");
  const learner: Learner = {
    nets: {
      student: {
        input: [1],
        layers: [{ type: "dense", units: 1, bias: false }],
      },
    },
    shadows: { teacher: { of: "student", decay: constant(0.75) } },
    phases: [{
      update: ["student"],
      optimiser: descend(0.1),
      loss: ({ net, data }) =>
        tf.sum(tf.squaredDifference(
          net.student!(data.x!),
          stopGradient(net.teacher!(data.y!)),
        )),
    }],
  };
  const initial = initLearner(learner, (net) => random(2n, net));
  let student = weightsIn(learner, initial, "student")["0/kernel"]!.data[0]!;
  let teacher = student;
  const { state } = await learn({
    learner,
    steps: 5,
    seed: 2n,
    rows: 1,
    batch: () => ({ x: scalar(2), y: scalar(3) }),
  }, bareContext());
  for (let i = 0; i < 5; i++) {
    student -= 0.1 * 2 * 2 * (2 * student - 3 * teacher);
    teacher = 0.75 * teacher + 0.25 * student;
  }
  close(weightsIn(learner, state, "student")["0/kernel"]!.data[0], student);
  close(weightsIn(learner, state, "teacher")["0/kernel"]!.data[0], teacher);
});

Deno.test("cells follow in the networks that a phase updates, and in no other", async () => {
  await useEngine("onnx");
  const learner: Learner = {
    nets: {
      trained: { input: [2], layers: [{ type: "batchNorm" }] },
      fixed: { input: [2], layers: [{ type: "batchNorm" }] },
    },
    phases: [{
      update: ["trained"],
      optimiser: descend(0),
      loss: ({ net, data }) =>
        tf.mean(tf.mul(net.trained!(data.x!), net.fixed!(data.x!))),
    }],
  };
  const { state } = await learn({
    learner,
    steps: 1,
    seed: 2n,
    rows: 2,
    batch: () => ({ x: ndarray(Float32Array.of(1, 5, 3, 5), [2, 2]) }),
  }, bareContext());
  const meanOf = (
    name: string,
  ) => [...weightsIn(learner, state, name)["0/mean"]!.data];
  meanOf("trained").forEach((value, i) => close(value, [0.2, 0.5][i]!));
  assert.deepEqual(meanOf("fixed"), [0, 0]);
});

Deno.test("ganLearner() adds the agreement of code and features to what a critic says of images", async () => {
  await useEngine("onnx");
  const linear = (units: number) =>
    ({ type: "dense", units, bias: false }) as const;
  const learner = ganLearner({
    generator: { input: [1], layers: [linear(2)] },
    critic: {
      input: [2],
      layers: [{ type: "spectralNorm", of: linear(1) }],
    },
    loss: "wasserstein",
    rate: 0,
    criticRate: 0,
    beta1: 0.5,
    ema: 0,
    pairs: {
      error: 0,
      perceptual: 0,
      adversarial: 1,
      extractor: undefined,
      seen: 3,
    },
  });
  const program = compileProgram(
    learnerFunctions(learner),
    initLearner(learner, (net) => random(4n, net)),
  );
  // Of rank one, so that one power iteration finds their norms.
  await program.write({
    "net/generator/0/kernel": ndarray(Float32Array.of(0.5, -1), [1, 2]),
    "net/critic/0/kernel": ndarray(Float32Array.of(3, 4), [2, 1]),
    "net/view/0/kernel": ndarray(Float32Array.of(0, 2, 0, 2, 0, 2), [3, 2]),
  });
  const [{ name }] = callsOf(learner, 0) as [StepCall];
  const { critic } = await program.call(name, {
    // In [−1, 1]: 1 and −1.
    real: ndarray(Uint8Array.of(255, 0), [1, 2]),
    codes: ndarray(Float32Array.of(2), [1, 1]),
    targets: ndarray(Uint8Array.of(0, 0), [1, 2]),
    ofReal: ndarray(Float32Array.of(1, 2, 3), [1, 3]),
    ofTargets: ndarray(Float32Array.of(1, 0, 0), [1, 3]),
  });
  program.dispose();
  const judge = (image: number[], code: number[]) => {
    // Kernels over their norms: [3, 4] / 5, and 2 / √12 in the second column.
    const [a, b] = image as [number, number];
    const read = code.reduce((sum, each) => sum + each, 0) * 2 / Math.sqrt(12);
    return 0.6 * a + 0.8 * b + read * b / Math.sqrt(3);
  };
  close(
    critic!.data[0],
    judge([1, -2], [1, 0, 0]) - judge([1, -1], [1, 2, 3]),
  );
});
