import assert from "node:assert/strict";
import { realityOf } from "../../lib/plan/reality.ts";
import { formatReality } from "../../lib/run/observe/print/reality.ts";

Deno.test("realityOf() sums up by stage what ran and had a prediction", () => {
  const predicted = { seconds: 10, low: 5, high: 20 };
  const node = { stage: "a", status: "ran", seconds: 12, predicted };
  const reality = realityOf([
    node,
    { ...node, seconds: 30 },
    { ...node, stage: "b", seconds: 6 },
    { ...node, status: "failed" },
    { ...node, predicted: undefined },
  ])!;
  assert.deepEqual(reality.stages.a, {
    nodes: 2,
    predicted: { seconds: 20, low: 10, high: 40 },
    seconds: 42,
    within: 1,
  });
  assert.deepEqual(reality.total, {
    nodes: 3,
    predicted: { seconds: 30, low: 15, high: 60 },
    seconds: 48,
    within: 2,
  });
  assert.equal(realityOf([{ ...node, predicted: undefined }]), undefined);
  assert.equal(
    formatReality(reality),
    "  a      predicted 20 s (10 s – 40 s), took 42 s; 1 of 2 within\n" +
      "  b      predicted 10 s (5.0 s – 20 s), took 6.0 s; 1 of 1 within\n" +
      "  total  predicted 30 s (15 s – 1 min 00 s), took 48 s; 2 of 3 within\n",
  );
});
