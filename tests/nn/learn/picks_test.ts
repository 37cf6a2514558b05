import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { withPicks } from "../../../lib/nn/learn/picks.ts";
import { random } from "../../../lib/stats/random.ts";
import { compileProgram, ndarray, useEngine } from "../../../lib/tensor/mod.ts";

const images = ndarray(
  Uint8Array.from({ length: 60 }, (_, i) => (37 * i) % 256),
  [10, 2, 3, 1],
);
const labels = ndarray(Int32Array.from({ length: 10 }, (_, i) => i * i), [10]);
const codes = ndarray(random(1n, "codes").normal(new Float32Array(40)), [
  10,
  4,
]);

const rows = (index: number) =>
  random(2n, "rows", index).integers(new Int32Array(7), 10);
const others = (index: number) =>
  random(3n, "rows", index).integers(new Int32Array(7), 10);

/** Metrics of four steps that see everything. */
async function steps(engine: string, isKept: boolean): Promise<number[][]> {
  await useEngine(engine);
  const fed = withPicks((index) => ({
    noise: ndarray(
      random(4n, "noise", index).normal(new Float32Array(28)),
      [7, 4],
    ),
  }), {
    real: { of: images, rows },
    targets: { of: images, rows: others },
    code: { of: codes, rows: others },
    label: { of: labels, rows },
  }, isKept);
  const program = compileProgram(
    {
      step: fed.wrap(({ sum }, { real, targets, code, label, noise }) => {
        const pixels = tf.sum(tf.mul(real!, tf.sub(targets!, 100)), [1, 2, 3]);
        const all = tf.add(
          tf.mul(tf.sum(tf.mul(code!, noise!), 1), pixels),
          tf.cast(label!, "float32"),
        );
        return { state: { sum: tf.add(sum!, tf.sum(all)) }, results: { all } };
      }),
    },
    { sum: ndarray(new Float32Array(1), []) },
    fed.resident,
  );
  const found: number[][] = [];
  for (let index = 0; index < 4; index++) {
    const { all } = await program.call("step", fed.batch(index));
    found.push([...all!.data as Float32Array]);
  }
  const state = await program.read();
  assert.deepEqual(Object.keys(state), ["sum"]);
  found.push([...state.sum!.data as Float32Array]);
  program.dispose();
  return found;
}

for (const engine of ["onnx", "cpu"]) {
  Deno.test(`rows that stay with engine ${engine} are those taken on the host, to the bit`, async () => {
    assert.deepEqual(await steps(engine, true), await steps(engine, false));
  });
}

Deno.test("each array is kept once, and only indices change", () => {
  const { batch, resident } = withPicks(() => ({}), {
    real: { of: images, rows },
    targets: { of: images, rows: others },
  }, true);
  assert.deepEqual(Object.values(resident), [images]);
  const { "rows/real": first, "rows/targets": second } = batch(5);
  assert.deepEqual(first!.data, rows(5));
  assert.deepEqual(second!.data, others(5));
});
