import assert from "node:assert/strict";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { sampleRecord } from "../fixtures/sample_record.ts";

Deno.test("Store.timings() gives first attempts of a stage on a host and engine, newest first", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const commit = (name: string, change: Record<string, unknown> = {}) => {
      const record = sampleRecord(store, name);
      const config = { name };
      const manifest = { ...record.manifest, config };
      store.commit({ ...record, manifest, ...change });
    };
    commit("a", { seconds: 1, started: "2026-01-01T00:00:00.000Z" });
    commit("b", { seconds: 2, started: "2026-03-01T00:00:00.000Z" });
    commit("c", { seconds: 3, started: "2026-02-01T00:00:00.000Z" });
    commit("d", { attempt: 2 });
    commit("e", { host: "other" });
    commit("f", { stage: "other" });
    commit("1", { seconds: 4, engine: "cpu", started: "2025" });
    const names = (query: Parameters<Store["timings"]>[1]) =>
      store.timings("test", query).map(({ config }) => config.name);
    assert.deepEqual(names({ host: "linux" }), ["b", "c", "a", "1"]);
    assert.deepEqual(names({ host: "linux", limit: 2 }), ["b", "c"]);
    assert.deepEqual(names({ host: "linux", engine: "cpu" }), ["1"]);
    assert.deepEqual(store.timings("test", { host: "linux", limit: 1 }), [
      { seconds: 2, config: { name: "b" } },
    ]);
    assert.deepEqual(store.timings("none", { host: "linux" }), []);
  });
});
