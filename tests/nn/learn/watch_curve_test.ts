import assert from "node:assert/strict";
import { nextCheckpoint } from "../../../lib/nn/learn/next_checkpoint.ts";
import { learn, type Learned } from "../../../lib/nn/learn/learn.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import {
  type CurveRule,
  watchCurve,
  type WatchedCurve,
} from "../../../lib/nn/learn/watch_curve.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { line } from "./_line.ts";

const LINE = line(0);
const RULE = { first: 10, gain: 0.1, budget: 1000, beyond: 1 };

interface Run {
  readonly trained: Learned;
  readonly curve: WatchedCurve;
  /** Done and total, each time that they were told. */
  readonly progress: readonly (readonly [number, number])[];
}

/**
 * A training whose weight is the number of steps taken, and whose distance is a
 * law of that.
 *
 * @param options `stopAfter`: progress reports before an interruption; the
 * training then goes on from its checkpoint
 */
async function run(
  law: (steps: number) => number,
  options: Partial<CurveRule> & {
    readonly stopAfter?: number;
    readonly nanAt?: number;
  } = {},
): Promise<Run> {
  await useEngine("onnx");
  let saved: Uint8Array | undefined;
  const attempt = async (stopAfter: number): Promise<Run> => {
    const stop = new AbortController();
    const progress: [number, number][] = [];
    const watch = watchCurve({ ...RULE, ...options }, {
      weightsOf: (state) => Promise.resolve(weightsIn(LINE, state, "line")),
      measure({ "0/kernel": count }) {
        const value = law(count!.data[0]!);
        return Promise.resolve({
          value,
          low: value - 1,
          high: value + 1,
          counts: [2, 2],
        });
      },
    });
    const trained = await learn({
      learner: LINE,
      steps: RULE.budget,
      seed: 1n,
      rows: 1,
      // A step adds one to the weight.
      batch: (index) => ({
        x: ndarray(
          Float32Array.of(index === options.nanAt ? NaN : -1),
          [1, 1],
        ),
      }),
      watch,
    }, {
      checkpoints: {
        load: () => Promise.resolve(saved),
        due: () => stop.signal.aborted,
        save: (bytes) => {
          saved = bytes.slice();
          return Promise.resolve();
        },
      },
      progress: ({ done, total }) => {
        progress.push([done, total]);
        if (progress.length === stopAfter) stop.abort(new Error("stopped"));
      },
      signal: stop.signal,
    });
    return { trained, curve: watch.found(), progress };
  };
  if (options.stopAfter !== undefined) {
    await assert.rejects(() => attempt(options.stopAfter!), /stopped/);
  }
  return await attempt(Infinity);
}

function stepsOf({ points }: WatchedCurve): number[] {
  return points.map(({ steps }) => steps);
}

Deno.test("nextCheckpoint() is the next whole number of a geometric sequence", () => {
  for (const first of [1, 7, 200]) {
    const all = new Set(
      Array.from({ length: 30 }, (_, k) => Math.round(first * Math.SQRT2 ** k)),
    );
    const found: number[] = [];
    for (let steps = 0; steps < 1500;) {
      steps = nextCheckpoint(steps, first);
      found.push(steps);
      assert.equal(nextCheckpoint(steps - 1, first), steps);
    }
    const expected = [...all].filter((steps) => steps <= found.at(-1)!);
    assert.deepEqual(found, expected);
  }
});

Deno.test("watchCurve() ends a flat training at the seventh look", async () => {
  const { trained, curve, progress } = await run(() => 1);
  assert.equal(trained.steps, 80);
  assert.deepEqual(stepsOf(curve), [10, 14, 20, 28, 40, 57, 80]);
  assert.equal(curve.end!.steps, 80);
  assert.equal(curve.end!.atBudget, false);
  assert.ok(Math.abs(curve.end!.last!.gain) < 1e-12);
  assert.deepEqual(progress.at(-1), [80, 80]);
  // Of equals, the last.
  assert.equal(curve.best!.steps, 80);
});

Deno.test("watchCurve() ends a falling training at its budget, looks there, and says so", async () => {
  const { trained, curve } = await run((steps) => 1 / steps);
  assert.equal(trained.steps, 1000);
  assert.deepEqual(stepsOf(curve).slice(-3), [640, 905, 1000]);
  assert.equal(curve.end!.steps, 1000);
  assert.equal(curve.end!.atBudget, true);
  assert.ok(curve.end!.last!.gain > 0.4);
  assert.equal(curve.best!.weights["0/kernel"]!.data[0], 1000);
});

Deno.test("watchCurve() takes a multiple of the steps that the rule needed", async () => {
  const { trained, curve } = await run(() => 1, { beyond: 3 });
  assert.equal(curve.end!.steps, 80);
  assert.equal(trained.steps, 3 * 80);
  assert.deepEqual(stepsOf(curve).slice(6), [80, 113, 160, 226, 240]);
  const broke = await run((steps) => 1 / steps, { beyond: 2 });
  assert.equal(broke.curve.end!.steps, 1000);
  assert.equal(broke.trained.steps, 2000);
});

Deno.test("watchCurve() gives the weights of the best checkpoint", async () => {
  const { trained, curve } = await run((steps) => 1 + Math.abs(steps - 20), {
    beyond: 2,
  });
  assert.equal(curve.best!.steps, 20);
  assert.equal(curve.best!.weights["0/kernel"]!.data[0], 20);
  assert.ok(trained.steps > 20);
});

Deno.test("watchCurve() interrupted anywhere finds the same", async () => {
  const law = (steps: number) => 0.3 + 1 / steps + 0.1 * Math.sin(steps);
  const whole = await run(law, { beyond: 2 });
  for (const stopAfter of [1, 10, 11, 12, 31, whole.progress.length - 2]) {
    const resumed = await run(law, { beyond: 2, stopAfter });
    assert.deepEqual(resumed.curve, whole.curve, `after ${stopAfter}`);
    assert.deepEqual(resumed.trained, whole.trained, `after ${stopAfter}`);
  }
});

Deno.test("watchCurve() keeps the best of a training that diverges", async () => {
  const { trained, curve } = await run((steps) => 1 / steps, { nanAt: 100 });
  assert.equal(trained.divergedAt, 100);
  assert.equal(curve.end, undefined);
  assert.equal(curve.best!.steps, 80);
  // The last step before a look: its figure is not finite, so no one looks.
  const early = await run(() => 1, { nanAt: 9 });
  assert.equal(early.trained.divergedAt, 9);
  assert.deepEqual(early.curve.points, []);
});
