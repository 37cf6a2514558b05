import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  dcganCritic,
  dcganGenerator,
} from "../../lib/nn/architectures/dcgan.ts";
import { ganLearner } from "../../lib/nn/learn/gan.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "../../lib/nn/learn/learner_functions.ts";
import { initLearner } from "../../lib/nn/learn/learner_state.ts";
import { random } from "../../lib/stats/random.ts";
import {
  type Arrays,
  compile,
  compileProgram,
  ndarray,
  type ProgramFunctions,
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

const LEARNER = ganLearner(GAN);
const FUNCTIONS = learnerFunctions(LEARNER);
const [{ name: STEP }] = callsOf(LEARNER, 0) as [StepCall];

async function trainGan(
  engine: string,
  options: { threads?: number; steps: number; from?: Arrays; start?: number },
): Promise<Arrays> {
  await useEngine(engine, { threads: options.threads ?? 1 });
  const initial = options.from ??
    initLearner(LEARNER, (net) => random(3n, net));
  const program = compileProgram(FUNCTIONS, initial);
  const { start = 0, steps } = options;
  await program.many(STEP, steps - start, (i) => data(start + i));
  const state = await program.read();
  program.dispose();
  return state;
}

Deno.test("compileProgram() trains a GAN as the reference engine does", async () => {
  const fast = await trainGan("onnx", { steps: 5 });
  const slow = await trainGan("cpu", { steps: 5 });
  for (const [name, { data }] of Object.entries(slow)) {
    for (let i = 0; i < data.length; i++) {
      const error = Math.abs(data[i]! - fast[name]!.data[i]!);
      assert(error < 2e-4, `${name}[${i}]: ${data[i]} ${fast[name]!.data[i]}`);
    }
  }
});

Deno.test("compileProgram() gives the same bits on one and on two threads", async () => {
  const one = await trainGan("onnx", { steps: 6, threads: 1 });
  const two = await trainGan("onnx", { steps: 6, threads: 2 });
  assert.deepEqual(one, two);
});

Deno.test("compileProgram() goes on from a saved state to the same bits", async () => {
  const whole = await trainGan("onnx", { steps: 8 });
  const half = await trainGan("onnx", { steps: 4 });
  const rest = await trainGan("onnx", { steps: 8, start: 4, from: half });
  assert.deepEqual(rest, whole);
});

const ONE = ndarray(Float32Array.of(1), []);

/** Functions that change one entry each, both, and none. */
const PARTS: ProgramFunctions = {
  a: ({ a }, { by }) => ({ state: { a: tf.add(a!, by!) }, results: { a: a! } }),
  b: ({ b }, { by }) => ({ state: { b: tf.mul(b!, by!) }, results: {} }),
  swap: ({ a, b }) => ({ state: { a: b!, b: a! }, results: {} }),
  sum: ({ a, b }) => ({ results: { sum: tf.add(a!, b!) } }),
};

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`a program's functions share one state in any order, on ${engine}`, async () => {
    await useEngine(engine);
    const program = compileProgram(PARTS, { a: ONE, b: ONE, c: ONE });
    const before = tf.memory().numTensors;
    let [a, b] = [1, 1];
    const order = random(8n, "order").integers(new Int32Array(60), 4);
    for (const [i, pick] of order.entries()) {
      const by = ndarray(Float32Array.of(1 + i % 3), []);
      switch (pick) {
        case 0: {
          const { a: was } = await program.call("a", { by });
          assert.equal(was!.data[0], a);
          a += by.data[0]!;
          break;
        }
        case 1:
          await program.call("b", { by });
          b *= by.data[0]!;
          break;
        case 2:
          await program.call("swap", {});
          [a, b] = [b, a];
          break;
        default: {
          const { sum } = await program.call("sum", {});
          assert.equal(sum!.data[0], Math.fround(a + b));
          if (b > 1e5) await program.write({ b: ONE });
          if (b > 1e5) b = 1;
        }
      }
    }
    const state = await program.read();
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(state).map(([name, { data }]) => [name, data[0]]),
      ),
      { a, b, c: 1 },
    );
    assert.deepEqual(Object.keys(await program.read("b")), ["b"]);
    assert.equal(tf.memory().numTensors, before);
    program.dispose();
    await useEngine("onnx");
  });

  Deno.test(`a program can be written to before its first call, on ${engine}`, async () => {
    await useEngine(engine);
    const program = compileProgram(PARTS, { a: ONE, b: ONE });
    await program.write({ a: ndarray(Float32Array.of(5), []) });
    assert.equal((await program.read("a")).a!.data[0], 5);
    assert.equal((await program.call("sum", {})).sum!.data[0], 6);
    await assert.rejects(
      () => program.write({ a: ndarray(new Float32Array(2), [2]) }),
      /Cannot set 'a' to \[2\]: it is \[\]/,
    );
    await assert.rejects(
      () => program.write({ d: ONE }),
      /Cannot set 'd' to \[\]: there is none/,
    );
    await assert.rejects(
      () => program.call("d", {}),
      /Cannot call 'd': the program has 'a', 'b', 'swap', 'sum'/,
    );
    program.dispose();
    await useEngine("onnx");
  });
}

Deno.test("what the next call is fed with is made while one is computed", async () => {
  await useEngine("onnx");
  const size = 400;
  const program = compileProgram({
    slow: ({ x }, { by }) => {
      let y = tf.add(x!, by!) as tf.Tensor2D;
      for (let i = 0; i < 20; i++) y = tf.tanh(tf.matMul(y, y));
      return { state: { x: y }, results: {} };
    },
  }, { x: ndarray(new Float32Array(size * size), [size, size]) });
  const events: string[] = [];
  await program.call("slow", { by: ONE });
  const running = program.many("slow", 2, (i) => {
    events.push(`made ${i}`);
    return { by: ONE };
  });
  // Both feeds are there before the first call has ended.
  events.push("started");
  await running;
  assert.deepEqual(events, ["made 0", "made 1", "started"]);
  program.dispose();
});

Deno.test("compileProgram() refuses a function that changes a shape", async () => {
  await useEngine("onnx");
  const program = compileProgram({
    longer: ({ x }) => ({ state: { x: tf.concat([x!, x!]) }, results: {} }),
    other: ({ x }) => ({ state: { y: x! }, results: {} }),
  }, { x: ndarray(new Float32Array(2), [2]) });
  await assert.rejects(
    () => program.call("longer", {}),
    /state 'x' was \[2\] and becomes \[4\]/,
  );
  await assert.rejects(
    () => program.call("other", {}),
    /state 'y' is unknown and becomes \[2\]/,
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
  Deno.test(`many() takes the steps that call() takes one by one, on ${engine}`, async () => {
    await useEngine(engine);
    const sum = () =>
      compileProgram({
        add: ({ total }, { x }) => {
          const next = tf.add(total!, x!);
          return { state: { total: next }, results: { next, x: x! } };
        },
      }, { total: ONE });
    const batches = [2, 3, 5].map((x) => ({
      x: ndarray(Float32Array.of(x), []),
    }));
    const [single, many] = [sum(), sum()];
    const before = tf.memory().numTensors;
    const expected: Arrays[] = [];
    for (const batch of batches) {
      expected.push(await single.call("add", batch));
    }
    const found = await many.many("add", 3, (i) => batches[i]!);
    assert.deepEqual(found, expected);
    assert.deepEqual(found.map(({ next }) => next!.data[0]), [3, 6, 11]);
    assert.deepEqual(await many.read(), await single.read());
    assert.equal(tf.memory().numTensors, before);
    single.dispose();
    many.dispose();
    await useEngine("onnx");
  });
}
