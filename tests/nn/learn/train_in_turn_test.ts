import assert from "node:assert/strict";
import { learn } from "../../../lib/nn/learn/learn.ts";
import { trainInTurn } from "../../../lib/nn/learn/train_in_turn.ts";
import { type Arrays, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { line } from "./_line.ts";

const LINE = line(1);
const COUNT = 3;
const STEPS = 4;

await useEngine("cpu");

/** One checkpoint slot, and attempts that are stopped after some steps. */
function slot() {
  let saved: Uint8Array | undefined;
  const steps: string[] = [];
  async function attempt(stopAfter = Infinity): Promise<Arrays[] | undefined> {
    const stop = new AbortController();
    let taken = 0;
    try {
      return await trainInTurn(COUNT, async (index, ctx) => {
        const { state } = await learn({
          learner: LINE,
          steps: STEPS,
          seed: BigInt(index),
          rows: 1,
          batch: (step) => ({
            x: ndarray(Float32Array.of(1 / (3 + step)), [1, 1]),
          }),
        }, {
          ...ctx,
          progress: (progress) => {
            steps.push(`${index}:${progress.done}`);
            ctx.progress(progress);
          },
        });
        return state;
      }, {
        checkpoints: {
          load: () => Promise.resolve(saved),
          due: () => stop.signal.aborted,
          save: (bytes) => Promise.resolve(void (saved = bytes)),
        },
        progress: ({ total }) => {
          assert.equal(total, COUNT * STEPS);
          if (++taken >= stopAfter) stop.abort();
        },
        signal: stop.signal,
      });
    } catch (error) {
      assert.equal(error, stop.signal.reason);
      return undefined;
    }
  }
  return { attempt, steps };
}

Deno.test("trainInTurn() stopped anywhere does every step once, to the same bits", async () => {
  const whole = slot();
  const expected = await whole.attempt();
  for (let stopAfter = 1; stopAfter < COUNT * STEPS; stopAfter++) {
    const stopped = slot();
    let results: Arrays[] | undefined;
    for (let i = 0; results === undefined && i <= COUNT * STEPS; i++) {
      results = await stopped.attempt(stopAfter);
    }
    assert.deepEqual(results, expected, `stops after ${stopAfter}`);
    assert.deepEqual(stopped.steps, whole.steps, `stops after ${stopAfter}`);
  }
});

Deno.test("trainInTurn() passes on what ends a training", async () => {
  const broken = trainInTurn(2, () => Promise.reject(new Error("broken")), {
    checkpoints: {
      load: () => Promise.resolve(undefined),
      due: () => false,
      save: () => Promise.resolve(),
    },
    progress: () => {},
    signal: new AbortController().signal,
  });
  await assert.rejects(broken, /^Error: broken$/);
});
