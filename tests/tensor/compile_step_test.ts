import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { dcganCritic, dcganGenerator } from "../../lib/nn/architectures.ts";
import { ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { random } from "../../lib/stats/random.ts";
import {
  type Arrays,
  compile,
  compileStep,
  ndarray,
  useEngine,
} from "../../lib/tensor/mod.ts";

const IMAGE = [8, 8, 1] as const;
const BATCH = 4;
const GAN = {
  generator: dcganGenerator(5, { image: IMAGE, width: 4 }),
  critic: dcganCritic(IMAGE, { width: 4 }),
  loss: "hinge",
  rate: 1e-3,
  criticRate: 1e-3,
  beta1: 0.5,
  ema: 0.99,
} as const;

function data(step: number): Arrays {
  const pixels = new Uint8Array(BATCH * 64);
  const noise = random(3n, "pixels", step).uniform(
    new Float32Array(pixels.length),
    0,
    255,
  );
  pixels.set(noise);
  return {
    real: ndarray(pixels, [BATCH, ...IMAGE]),
    codes: ndarray(
      random(3n, "codes", step).normal(new Float32Array(BATCH * 5)),
      [BATCH, 5],
    ),
  };
}

async function trainGan(
  engine: string,
  options: { threads?: number; steps: number; from?: Arrays; start?: number },
): Promise<Arrays> {
  await useEngine(engine, { threads: options.threads ?? 1 });
  const initial = options.from ?? initGan(GAN, {
    generator: random(3n, "generator"),
    critic: random(3n, "critic"),
  });
  const stepper = compileStep(ganStep(GAN), initial);
  for (let i = options.start ?? 0; i < options.steps; i++) {
    await stepper.run(data(i));
  }
  const state = await stepper.state();
  stepper.dispose();
  return state;
}

Deno.test("compileStep() trains a GAN as the reference engine does", async () => {
  const fast = await trainGan("onnx", { steps: 5 });
  const slow = await trainGan("cpu", { steps: 5 });
  for (const [name, { data }] of Object.entries(slow)) {
    for (let i = 0; i < data.length; i++) {
      const error = Math.abs(data[i]! - fast[name]!.data[i]!);
      assert(error < 2e-4, `${name}[${i}]: ${data[i]} ${fast[name]!.data[i]}`);
    }
  }
});

Deno.test("compileStep() gives the same bits on one and on two threads", async () => {
  const one = await trainGan("onnx", { steps: 6, threads: 1 });
  const two = await trainGan("onnx", { steps: 6, threads: 2 });
  assert.deepEqual(one, two);
});

Deno.test("compileStep() goes on from a saved state to the same bits", async () => {
  const whole = await trainGan("onnx", { steps: 8 });
  const half = await trainGan("onnx", { steps: 4 });
  const rest = await trainGan("onnx", { steps: 8, start: 4, from: half });
  assert.deepEqual(rest, whole);
});

Deno.test("compileStep() refuses a step that changes a shape", async () => {
  await useEngine("onnx");
  const stepper = compileStep(
    ({ x }) => ({ state: { x: tf.concat([x!, x!]) }, metrics: {} }),
    { x: ndarray(new Float32Array(2), [2]) },
  );
  await assert.rejects(
    () => stepper.run({}),
    /state 'x' was \[2\] and becomes \[4\]/,
  );
});

Deno.test("compile() takes bytes as numbers from 0 to 255", async () => {
  for (const engine of ["onnx", "cpu"]) {
    await useEngine(engine);
    const halve = compile(({ x }) => ({ y: tf.div(x!, 2) }));
    const { y } = await halve.run({ x: ndarray(Uint8Array.of(255, 3), [2]) });
    assert.deepEqual([...y!.data], [127.5, 1.5]);
    halve.dispose();
  }
});

Deno.test("compile() replays without running the function again", async () => {
  await useEngine("onnx");
  let calls = 0;
  const square = compile(({ x }) => {
    calls++;
    return { y: tf.square(x!) };
  });
  for (const value of [2, 3, 4]) {
    const { y } = await square.run({ x: ndarray(Float32Array.of(value), []) });
    assert.equal(y!.data[0], value * value);
  }
  assert.equal(calls, 1);
  square.dispose();
});

Deno.test("compile() refuses other shapes than those of the first call", async () => {
  await useEngine("onnx");
  const square = compile(({ x }) => ({ y: tf.square(x!) }));
  await square.run({ x: ndarray(new Float32Array(2), [2]) });
  await assert.rejects(
    () => square.run({ x: ndarray(new Float32Array(3), [3]) }),
    /float32 \[2\] at the first call, got float32 \[3\]/,
  );
  square.dispose();
});

Deno.test("compile() refuses a function that reads a tensor", async () => {
  await useEngine("onnx");
  const reading = compile(({ x }) => ({ y: tf.scalar(x!.dataSync()[0]!) }));
  await assert.rejects(
    () => reading.run({ x: ndarray(new Float32Array(1), []) }),
    /Cannot read a tensor inside a compiled function/,
  );
});

Deno.test("compile() names a kernel that cannot be captured", async () => {
  await useEngine("onnx");
  const pooled = compile(({ x }) => ({
    y: tf.maxPool(x as tf.Tensor4D, 2, 2, "same"),
  }));
  await assert.rejects(
    () => pooled.run({ x: ndarray(new Float32Array(16), [1, 4, 4, 1]) }),
    /uses 'MaxPool'/,
  );
});

Deno.test("useEngine() names the engines that there are", async () => {
  await assert.rejects(
    () => useEngine("abacus"),
    /expected one of auto, onnx, onnx-webgpu, onnx-cuda, onnx-cuda-tf32, cpu, webgpu, tensorflow, tensorflow-gpu/,
  );
});

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`runMany() takes the steps that run() takes one by one, on ${engine}`, async () => {
    await useEngine(engine);
    const sum = () =>
      compileStep(
        ({ total }, { x }) => {
          const next = tf.add(total!, x!);
          return { state: { total: next }, metrics: { next, x: x! } };
        },
        { total: ndarray(Float32Array.of(1), []) },
      );
    const batches = [2, 3, 5].map((x) => ({
      x: ndarray(Float32Array.of(x), []),
    }));
    const [single, many] = [sum(), sum()];
    const before = tf.memory().numTensors;
    const expected: Arrays[] = [];
    for (const batch of batches) expected.push(await single.run(batch));
    const found = await many.runMany(batches);
    assert.deepEqual(found, expected);
    assert.deepEqual(found.map(({ next }) => next!.data[0]), [3, 6, 11]);
    assert.deepEqual(await many.state(), await single.state());
    assert.equal(tf.memory().numTensors, before);
    single.dispose();
    many.dispose();
    await useEngine("onnx");
  });
}
