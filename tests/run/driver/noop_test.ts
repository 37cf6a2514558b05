import assert from "node:assert/strict";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { grid } from "../../../lib/dsl/grid.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { runGraph } from "../../../lib/run/driver/run.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { emit, join, truncate } from "../../fixtures/stages.ts";

Deno.test("runGraph() finds 101 nodes up to date", async () => {
  await withFolder(async (folder) => {
    const runOnce = async () => {
      const rows = grid({ i: [...Array(50).keys()] }, ({ i }) => {
        const { numbers } = emit({ values: [i + 0.5] });
        return truncate({ numbers }).numbers;
      });
      const graph = buildGraph(
        definePipeline({ name: "many", targets: join({ rows }) }),
      );
      using store = Store.open(folder);
      return await runGraph(graph, store, { executor: "inline" });
    };
    assert.equal((await runOnce()).ran, 101);
    const { ran, hits } = await runOnce();
    assert.deepEqual([ran, hits], [0, 101]);
  });
});
