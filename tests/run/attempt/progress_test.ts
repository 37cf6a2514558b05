import assert from "node:assert/strict";
import {
  figuresAsData,
  progressSink,
  soundProgress,
} from "../../../lib/run/attempt/progress.ts";

Deno.test("soundProgress() keeps what is sound, and figures that are not finite", () => {
  const progress = {
    done: 1,
    total: 9,
    unit: "step",
    metrics: { a: NaN, b: Infinity, c: 0.5 },
  };
  assert.deepEqual(soundProgress(progress), progress);
  assert.deepEqual(soundProgress({ done: 12, total: 9 }), {
    done: 12,
    total: 9,
  });
  assert.deepEqual(figuresAsData(soundProgress(progress)).metrics, {
    a: "NaN",
    b: "Infinity",
    c: 0.5,
  });
});

Deno.test("soundProgress() makes wrong types harmless", () => {
  const metrics: Record<string, unknown> = JSON.parse(
    '{"__proto__":5,"constructor":1}',
  );
  Object.assign(metrics, {
    ["n".repeat(100)]: 1,
    big: 7n,
    text: "x",
    no: null,
  });
  for (let i = 0; i < 1000; i++) metrics[`m${i}`] = i;
  const sound = soundProgress({
    done: 1,
    total: 2,
    unit: "u".repeat(99),
    metrics,
  });
  assert.equal(sound.unit, "u".repeat(64));
  const entries = Object.entries(sound.metrics!);
  assert.equal(entries.length, 32);
  assert.deepEqual(entries.slice(0, 7), [
    ["__proto__", 5],
    ["constructor", 1],
    ["n".repeat(64), 1],
    ["big", 7],
    ["text", NaN],
    ["no", NaN],
    ["m0", 0],
  ]);
  assert.deepEqual(soundProgress({ done: 1, total: 2, unit: 7, metrics: 5 }), {
    done: 1,
    total: 2,
  });
});

Deno.test("soundProgress() refuses what does not say how far it is", () => {
  for (
    const [told, message] of [
      [null, "expected 'done' to be a number from 0, got undefined"],
      [{ done: -1, total: 2 }, "expected 'done' to be a number from 0, got -1"],
      [
        { done: 1, total: NaN },
        "expected 'total' to be a number from 0, got NaN",
      ],
      [
        { done: 1, total: "2" },
        "expected 'total' to be a number from 0, got string",
      ],
    ] as const
  ) {
    assert.throws(() => soundProgress(told), {
      name: "TypeError",
      message: `Cannot show its progress: ${message}`,
    });
  }
});

Deno.test("progressSink() complains once, and goes on", () => {
  const shown: unknown[] = [];
  const lines: string[] = [];
  const tell = progressSink(
    (progress) => shown.push(progress),
    (line) => lines.push(line),
  );
  tell({ done: -1, total: 2 });
  tell(undefined);
  tell({ done: 1, total: 2 });
  assert.deepEqual(shown, [{ done: 1, total: 2 }]);
  assert.equal(lines.length, 1);
});
