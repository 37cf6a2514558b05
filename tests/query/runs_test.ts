import assert from "node:assert/strict";
import { listRuns, runDetail } from "../../lib/query/runs.ts";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { play } from "../fixtures/run.ts";
import { emit, truncate } from "../fixtures/stages.ts";

Deno.test("listRuns() gives past runs, newest first, and runDetail() what one did", async () => {
  await withFolder(async (folder) => {
    const { numbers } = emit({ values: [1.5] });
    const first = await play(folder, { numbers });
    const second = await play(folder, { whole: truncate({ numbers }).numbers });
    using store = Store.open(folder, { readonly: true });
    const runs = listRuns(store, { limit: 5 });
    assert.deepEqual(
      new Set(runs.map(({ id }) => id)),
      new Set([first.run, second.run]),
    );
    assert.ok(runs[0]!.started >= runs[1]!.started);
    assert.equal(listRuns(store, { limit: 1 }).length, 1);
    assert.deepEqual(listRuns(store, { limit: 5, pipeline: "other" }), []);
    const found = runs.find(({ id }) => id === second.run)!;
    const { attempts, ...run } = runDetail(store, found);
    assert.deepEqual(run, found);
    assert.deepEqual(
      attempts.map(({ stage, status }) => [stage, status]),
      [["test.truncate", "ran"]],
    );
  });
});
