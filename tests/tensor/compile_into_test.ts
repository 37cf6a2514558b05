import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  compile,
  compileProgram,
  ndarray,
  useEngine,
} from "../../lib/tensor/mod.ts";

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`compile() computes into arrays that it is given, on ${engine}`, async () => {
    await useEngine(engine);
    const body = compile(({ x }) => ({
      double: tf.mul(x!, 2),
      sum: tf.sum(x!),
    }));
    const x = (value: number) =>
      ndarray(new Float32Array(6).fill(value), [2, 3]);
    // Part of an array, as batches of a large one are.
    const all = new Float32Array(12);
    const double = ndarray(all.subarray(6), [2, 3]);
    const first = await body.run({ x: x(1) });
    const second = await body.run({ x: x(5) }, { double });
    assert.equal(second.double!.data, double.data);
    assert.deepEqual([...all], [...Array(6).fill(0), ...Array(6).fill(10)]);
    assert.deepEqual([...first.double!.data], Array(6).fill(2));
    assert.deepEqual([...second.sum!.data], [30]);
    for (
      const [wrong, message] of [
        [{ double: ndarray(new Float32Array(6), [6]) }, /\[6\].*\[2,3\]/],
        [{ double: ndarray(new Int32Array(6), [2, 3]) }, /int32.*float32/],
      ] as const
    ) {
      await assert.rejects(body.run({ x: x(1) }, wrong), message);
    }
    body.dispose();
    await useEngine("onnx");
  });
}

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`what compile() is given is told apart, on ${engine}`, async () => {
    await useEngine(engine);
    const vector = (...values: number[]) =>
      ndarray(Float32Array.from(values), [values.length]);
    const body = compile(({ a, b }) => ({
      r: tf.sub(a!, b!),
      less: tf.less(a!, b!),
    }));
    const first = await body.run({ a: vector(10), b: vector(1) });
    // In any order.
    const second = await body.run({ b: vector(1), a: vector(10) });
    assert.deepEqual([first.r!.data[0], second.r!.data[0]], [9, 9]);
    // Truth values too.
    const third = await body.run({ a: vector(1), b: vector(2) }, first);
    assert.equal(third.less!.data, first.less!.data);
    assert.deepEqual([first.less!.data[0], first.r!.data[0]], [1, -1]);
    const a = vector(5);
    await assert.rejects(
      body.run({ a, b: vector(1) }, { r: a }),
      /Cannot compute output 'r' into an array that shares elements with input 'a'/,
    );
    await assert.rejects(
      body.run({ a, b: vector(1) }, { other: vector(1) }),
      /Cannot compute output 'other'/,
    );
    body.dispose();
    await useEngine("onnx");
  });
}

Deno.test("a compiled function and a program say which input is missing", async () => {
  await useEngine("onnx");
  const x = ndarray(Float32Array.of(1), [1]);
  const body = compile(({ x, y }) => ({ r: tf.add(x!, y!) }));
  await body.run({ x, y: x });
  await assert.rejects(body.run({ x }), /input 'y' is missing/);
  body.dispose();
  const program = compileProgram({
    step: ({ s }, { x, y }) => ({
      state: { s: tf.add(s!, tf.mul(x!, y!)) },
      results: {},
    }),
  }, { s: x });
  await program.call("step", { x, y: x });
  await assert.rejects(program.call("step", { x }), /input 'f\/y' is missing/);
  program.dispose();
});

Deno.test("data that is the same in every step is not given again", async () => {
  for (const engine of ["onnx", "cpu"]) {
    await useEngine(engine);
    const x = ndarray(Float32Array.of(1), [1]);
    const program = compileProgram(
      {
        step: ({ s }, { x, all }) => ({
          state: { s: tf.add(s!, tf.mul(x!, all!)) },
          results: {},
        }),
      },
      { s: x },
      { all: x },
    );
    await assert.rejects(
      program.call("step", { x, all: x }),
      /Cannot feed 'all': what has this name is the same in every call/,
    );
    const before = await program.read();
    before.s!.data[0] = 99;
    await program.call("step", { x });
    assert.equal((await program.read()).s!.data[0], 2);
    program.dispose();
  }
  await useEngine("onnx");
});
