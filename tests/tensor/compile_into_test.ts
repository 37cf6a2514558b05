import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compile, ndarray, useEngine } from "../../lib/tensor/mod.ts";

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
