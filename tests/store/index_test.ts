import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { sampleRecord } from "../fixtures/sample_record.ts";

const RUN = {
  id: "r1",
  pipeline: "p",
  file: undefined,
  params: {},
  engine: "onnx",
  host: "linux",
  pid: 1,
  started: "2026-01-01T00:00:00.000Z",
};

Deno.test("a store that lost its index knows actions and runs again", async () => {
  await withFolder((folder) => {
    const made = withStore(folder, (store) => {
      const record = sampleRecord(store, "a");
      store.commit(record);
      store.runs.start(RUN);
      store.runs.attempt({
        run: "r1",
        node: "n",
        stage: "s",
        key: record.key,
        status: "ran",
        seconds: 1,
        reason: "never run",
        log: undefined,
        predicted: { seconds: 2, low: 0.5, high: 4 },
      });
      store.runs.finish(RUN, {
        finished: "2026-01-01T00:01:00.000Z",
        status: "ok",
        ran: 1,
        hits: 0,
        failed: 0,
        blocked: 0,
        seconds: 60,
        nodes: [["n", record.key]],
      });
      return { record, runs: store.runs.list() };
    });
    for (const suffix of ["", "-wal", "-shm"]) {
      removeIfThere(join(folder, `index.sqlite${suffix}`));
    }
    withStore(folder, (store) => {
      const { key } = made.record;
      assert.deepEqual(store.find([key]).get(key)?.missing, []);
      assert.deepEqual(store.runs.list(), made.runs);
      assert.deepEqual(store.runs.nodes("r1"), [["n", key]]);
      const [attempt, ...more] = store.runs.attempts("r1");
      assert.equal(more.length, 0);
      assert.deepEqual(attempt!.predicted, { seconds: 2, low: 0.5, high: 4 });
      assert.equal(store.runs.attemptsAt(key), 1);
    });
  });
});

Deno.test("an index that is damaged while it is open is made anew", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const record = sampleRecord(store, "a");
    store.commit(record);
    withStore(folder, () => {});
    const path = join(folder, "index.sqlite");
    checkpoint(path);
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, bytes.fill(0xa5, 100));
    const { key } = record;
    assert.deepEqual(store.find([key]).get(key)?.missing, []);
    store.setLatest("p", new Map([["n", key]]));
    withStore(folder, (other) => {
      assert.deepEqual([...other.latest("p")], [["n", key]]);
    });
  });
});

Deno.test("a row that was damaged gives way to the record's file", async () => {
  const damages = {
    outputs: "UPDATE actions SET outputs = replace(outputs, 'text', 'test')",
    digest: "UPDATE actions SET outputs = replace(outputs, '1', '2')",
    key: "UPDATE actions SET key = replace(key, '0', '1')",
    checksum: "UPDATE actions SET checksum = checksum + 1",
  };
  for (const [name, sql] of Object.entries(damages)) {
    await withFolder((folder) => {
      const record = withStore(folder, (store) => {
        const made = sampleRecord(store, "a");
        store.commit(made);
        return made;
      });
      const database = new DatabaseSync(join(folder, "index.sqlite"));
      database.exec(sql);
      database.close();
      withStore(folder, (store) => {
        const found = store.find([record.key]).get(record.key);
        assert.deepEqual(found?.outputs, record.outputs, name);
        assert.deepEqual(found?.missing, [], name);
      });
    });
  }
});

Deno.test("a record's file that was damaged gives way to the row", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const record = sampleRecord(store, "a");
    store.commit(record);
    const path = join(folder, "actions", "a0", `${record.key}.json`);
    const text = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, text.replace("text", "test"));
    assert.deepEqual(store.action(record.key), record);
    assert.equal(store.actions.mend(record.key), "record");
    assert.equal(Deno.readTextFileSync(path), text);
    assert.equal(store.actions.mend(record.key), undefined);
  });
});

Deno.test("Memos forget what was damaged", async () => {
  await withFolder((folder) => {
    withStore(folder, (store) => store.memos.set("a", "answer"));
    const database = new DatabaseSync(join(folder, "index.sqlite"));
    database.exec(
      "UPDATE memos SET value = replace(value, 'answer', 'anwser')",
    );
    database.close();
    withStore(folder, (store) => {
      assert.equal(store.memos.get("a"), undefined);
    });
  });
});

function withStore<R>(folder: string, body: (store: Store) => R): R {
  using store = Store.open(folder);
  return body(store);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Brings what is in the log into the file. */
function checkpoint(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
