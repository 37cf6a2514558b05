import assert from "node:assert/strict";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { predictNodes } from "../../../lib/run/driver/predict.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play } from "../../fixtures/run.ts";
import { draw, emit } from "../../fixtures/stages.ts";

Deno.test("predictNodes() asks once for each stage that runs, and for none otherwise", async () => {
  await withFolder(async (folder) => {
    const targets = {
      a: draw({ count: 3 }).numbers,
      b: draw({ count: 4 }).numbers,
      c: emit({ values: [1] }).numbers,
    };
    await play(folder, targets);
    using store = Store.open(folder);
    const asked: string[] = [];
    const timings = store.timings.bind(store);
    store.timings = (stage, query) => {
      asked.push(stage);
      return timings(stage, query);
    };
    const { nodes } = buildGraph(definePipeline({ name: "test", targets }));
    assert.equal(predictNodes([], { store, engine: "onnx" }).size, 0);
    assert.deepEqual(asked, []);
    const found = predictNodes(nodes, { store, engine: "onnx" });
    assert.deepEqual(asked.sort(), ["test.draw", "test.emit"]);
    assert.equal(found.size, 3);
    for (const { method, samples } of found.values()) {
      assert.deepEqual([method, samples], ["repeats", 1]);
    }
  });
});
