import assert from "node:assert/strict";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";

Deno.test("Runs lists what ran, newest first", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const about = (id: string, pipeline: string) => ({
      id,
      pipeline,
      file: undefined,
      params: { width: 8 },
      engine: "onnx",
      host: "linux",
      pid: 1,
      started: `2026-01-0${id}T00:00:00.000Z`,
    });
    store.runs.start(about("1", "p"));
    store.runs.start(about("2", "q"));
    store.runs.start(about("3", "p"));
    store.runs.attempt({
      run: "3",
      node: "a",
      stage: "s",
      key: "k",
      status: "failed",
      seconds: 2,
      reason: "it broke",
      log: undefined,
    });
    store.runs.finish(about("3", "p"), {
      finished: "2026-01-04T00:00:00.000Z",
      status: "failed",
      ran: 1,
      hits: 2,
      failed: 1,
      blocked: 0,
      seconds: 5,
      nodes: [["b", "k2"]],
    });
    const ids = (runs: readonly { id: string }[]) => runs.map(({ id }) => id);
    assert.deepEqual(ids(store.runs.list()), ["3", "2", "1"]);
    assert.deepEqual(ids(store.runs.list({ limit: 1 })), ["3"]);
    assert.deepEqual(ids(store.runs.list({ pipeline: "p" })), ["3", "1"]);
    const run = store.runs.get("3")!;
    assert.equal(run.status, "failed");
    assert.equal(run.hits, 2);
    assert.deepEqual(run.params, { width: 8 });
    assert.equal(store.runs.get("1")!.status, undefined);
    assert.equal(store.runs.get("9"), undefined);
    assert.deepEqual(store.runs.nodes("3"), [["b", "k2"]]);
    assert.equal(store.runs.attempts("3")[0]!.reason, "it broke");
    assert.equal(store.runs.attemptsAt("k"), 1);
    assert.equal(store.runs.attemptsAt("k2"), 0);
  });
});
