import assert from "node:assert/strict";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { grid } from "../../lib/dsl/grid.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { runGraph } from "../../lib/run/run.ts";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { emit, join, truncate } from "../fixtures/stages.ts";

Deno.test("runGraph() finds 1,000 nodes up to date within half a second", async () => {
  await withFolder(async (folder) => {
    const measure = async () => {
      const started = performance.now();
      const rows = grid({ i: [...Array(500).keys()] }, ({ i }) => {
        const { numbers } = emit({ values: [i + 0.5] });
        return truncate({ numbers }).numbers;
      });
      const graph = buildGraph(
        definePipeline({ name: "many", targets: join({ rows }) }),
      );
      using store = Store.open(folder);
      const run = await runGraph(graph, store, { executor: "inline" });
      return { run, seconds: (performance.now() - started) / 1000 };
    };
    assert.equal((await measure()).run.ran, 1001);
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { run, seconds } = await measure();
      assert.deepEqual([run.ran, run.hits], [0, 1001]);
      times.push(seconds);
    }
    assert.ok(Math.min(...times) < 0.5, `took ${times} s`);
  });
});
