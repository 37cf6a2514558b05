import assert from "node:assert/strict";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { explainNode } from "../../lib/query/explain.ts";
import { planRun } from "../../lib/run/driver/plan.ts";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { play } from "../fixtures/run.ts";
import { emit, misbehave, subtract, truncate } from "../fixtures/stages.ts";

function targets(value: number, scale = 1) {
  const left = emit({ values: [value] }).numbers;
  const right = truncate({ numbers: left }).numbers;
  return {
    result: subtract({ left, right }, { scale }).numbers,
    bad: misbehave({}, { how: "throw" }).numbers,
  };
}

function graphOf(value: number, scale?: number) {
  return buildGraph(
    definePipeline({ name: "test", targets: targets(value, scale) }),
  );
}

Deno.test("planRun() and explainNode() name the field that changed", async () => {
  await withFolder(async (folder) => {
    await play(folder, targets(1.5));
    using store = Store.open(folder, { readonly: true });
    const plan = await planRun(graphOf(1.5, 2), store);
    assert.deepEqual([plan.hits, plan.runs, plan.pending], [2, 2, 0]);
    const node = "test.subtract";
    const changed = await explainNode(graphOf(1.5, 2), store, { node });
    assert.deepEqual(changed.changes, [
      { path: ["config", "scale"], before: 1, after: 2 },
    ]);
    assert.equal(changed.planned.reasons[0]!.text, "config.scale 1 → 2");
    assert.notEqual(changed.key, changed.previousKey);
    const same = await explainNode(graphOf(1.5), store, { node });
    assert.deepEqual(same.changes, []);
    assert.equal(same.key, same.previousKey);
    assert.equal(same.planned.status, "hit");
    const waits = await explainNode(graphOf(2.5), store, { node });
    assert.equal(waits.planned.status, "pending");
    assert.equal(waits.key, undefined);
    assert.equal(waits.previous?.stage, "test.subtract");
    const bad = { node: "test.misbehave" };
    const never = await explainNode(graphOf(1.5), store, bad);
    assert.equal(never.previous, undefined);
    assert.equal(never.planned.reasons[0]!.text, "never run");
    await assert.rejects(
      explainNode(graphOf(1.5), store, { node: "absent" }),
      /pipeline 'test' has no such node/,
    );
  });
});
