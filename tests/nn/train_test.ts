import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { scalarArray, train, type Trained } from "../../lib/nn/train.ts";
import { engines, useEngine } from "../../lib/tensor/mod.ts";

const STEPS = 1000;

/** Adds what each batch brings; `at` is the step whose batch is not a number. */
async function addUp(engine: string, at = Infinity): Promise<Trained> {
  await useEngine(engine);
  const trained = await train({
    steps: STEPS,
    initial: { sum: scalarArray(0) },
    batch: (index) => ({ x: scalarArray(index === at ? NaN : index % 7) }),
    step: ({ sum }, { x }) => {
      const next = tf.add(sum!, x!);
      return { state: { sum: next }, metrics: { sum: next } };
    },
  }, {
    checkpoints: {
      load: () => Promise.resolve(undefined),
      due: () => false,
      save: () => Promise.resolve(),
    },
    progress: () => {},
    signal: new AbortController().signal,
  });
  await useEngine("onnx");
  return trained;
}

for (const { name, present } of await engines()) {
  Deno.test({
    name: `train() keeps figures and stops where training diverges, on ${name}`,
    ignore: !present,
    fn: async () => {
      const whole = await addUp(name);
      assert.equal(whole.divergedAt, undefined);
      assert.equal(whole.steps, STEPS);
      const sums = [0];
      for (let i = 1; i < STEPS; i++) sums.push(sums[i - 1]! + i % 7);
      assert.equal(whole.state.sum!.data[0], sums.at(-1));
      assert.deepEqual(
        whole.history.metrics.sum,
        whole.history.steps.map((step) => sums[step]),
      );
      const broken = await addUp(name, 505);
      assert.equal(broken.divergedAt, 505);
      assert.equal(broken.steps, 505);
      // The last kept state that a finite step came from.
      const proven = broken.history.steps.findLast((step) => step < 504)!;
      assert.equal(broken.state.sum!.data[0], sums[proven]);
    },
  });
}
