import assert from "node:assert/strict";
import { bareContext } from "../../../lib/dsl/bare_context.ts";
import { learn, type Learned } from "../../../lib/nn/learn/learn.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import { engines, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { line } from "./_line.ts";

const STEPS = 1000;
const LINE = line(0);

/** What step `index` takes away. */
const taken = (index: number) => index % 7;

/** Takes away what each batch brings; `at` is the step whose batch is not a number. */
async function takeAway(engine: string, at = Infinity): Promise<Learned> {
  await useEngine(engine);
  const learned = await learn({
    learner: LINE,
    steps: STEPS,
    seed: 1n,
    rows: 1,
    batch: (index) => ({
      x: ndarray(Float32Array.of(index === at ? NaN : taken(index)), [1, 1]),
    }),
  }, bareContext());
  await useEngine("onnx");
  return learned;
}

function weightOf({ state }: Learned): number {
  return weightsIn(LINE, state, "line")["0/kernel"]!.data[0]!;
}

for (const { name, present } of await engines()) {
  Deno.test({
    name: `learn() keeps figures and stops where training diverges, on ${name}`,
    ignore: !present,
    fn: async () => {
      const whole = await takeAway(name);
      assert.equal(whole.divergedAt, undefined);
      assert.equal(whole.steps, STEPS);
      const weights = [0];
      for (let i = 0; i < STEPS; i++) weights.push(weights[i]! - taken(i));
      assert.equal(weightOf(whole), weights.at(-1));
      // Not −0.
      assert.deepEqual(
        whole.history.metrics.loss!.map((loss) => loss + 0),
        whole.history.steps.map((step) => weights[step]! * taken(step) + 0),
      );
      assert.equal(whole.history.steps.length, 200);
      const broken = await takeAway(name, 505);
      assert.equal(broken.divergedAt, 505);
      assert.equal(broken.steps, 505);
      // The last kept state that a finite step came from: kept every 50 steps.
      assert.equal(weightOf(broken), weights[501]);
    },
  });
}
