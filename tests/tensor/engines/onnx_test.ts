import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../../../lib/dsl/error.ts";
import { compileProgram, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { providerError } from "../../../lib/tensor/onnx/provider.ts";

Deno.test("providerError() is undefined for the CPU, which is always there", () => {
  assert.equal(providerError("cpu"), undefined);
});

for (const provider of ["webgpu", "cuda"] as const) {
  const name = `onnx-${provider}`;
  const absent = providerError(provider) !== undefined;

  Deno.test({
    name: `useEngine() says what ${name} needs where it is not`,
    ignore: !absent,
    fn: async () => {
      await assert.rejects(useEngine(name), (error: PipelineError) => {
        assert(error instanceof PipelineError);
        assert.equal(error.code, "environment");
        assert.match(error.message, new RegExp(`Cannot use engine '${name}'`));
        assert.match(error.message, /ONNX Runtime says|it lacks/);
        return true;
      });
    },
  });

  Deno.test({
    name: `engine ${name} keeps state from step to step, and gives it back`,
    ignore: absent,
    fn: async () => {
      await useEngine(name);
      const sum = compileProgram({
        add: ({ total }, { x }) => ({
          state: { total: tf.add(total!, x!) },
          results: { last: tf.mul(x!, 2) },
        }),
        half: ({ total }) => ({ results: { half: tf.div(total!, 2) } }),
      }, { total: ndarray(Float32Array.of(1, 2), [2]) });
      assert.deepEqual([...(await sum.read()).total!.data], [1, 2]);
      for (let i = 1; i <= 20; i++) {
        const { last } = await sum.call("add", {
          x: ndarray(Float32Array.of(i), []),
        });
        assert.equal(last!.data[0], 2 * i);
      }
      assert.deepEqual([...(await sum.read()).total!.data], [211, 212]);
      await sum.call("add", { x: ndarray(Float32Array.of(5), []) });
      assert.deepEqual([...(await sum.read()).total!.data], [216, 217]);
      const { half } = await sum.call("half", {});
      assert.deepEqual([...half!.data], [108, 108.5]);
      await sum.write({ total: ndarray(Float32Array.of(7, 8), [2]) });
      await sum.call("add", { x: ndarray(Float32Array.of(1), []) });
      assert.deepEqual([...(await sum.read()).total!.data], [8, 9]);
      sum.dispose();
      await useEngine("onnx");
    },
  });
}
