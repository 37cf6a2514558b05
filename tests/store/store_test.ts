import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { formatText } from "../../lib/store/open.ts";
import { Store } from "../../lib/store/store.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { sampleManifest, sampleRecord } from "../fixtures/sample_record.ts";
import { canMount, withMount } from "../fixtures/mount.ts";

const MOUNTABLE = await canMount();

Deno.test("Store finds what was committed, also after it was opened anew", async () => {
  await withFolder((folder) => {
    let key: string;
    {
      using store = Store.open(folder);
      const made = sampleRecord(store, "a");
      key = made.key;
      assert.deepEqual(store.commit(made), { status: "recorded" });
      assert.deepEqual(store.commit(made), { status: "recorded" });
    }
    using store = Store.open(folder);
    const found = store.find([key, "f".repeat(64)]);
    assert.equal(found.size, 1);
    assert.deepEqual(found.get(key)!.missing, []);
    assert.equal(found.get(key)!.seconds, 1.5);
    assert.deepEqual(store.action(key), sampleRecord(store, "a"));
    assert.deepEqual(store.manifests([key]).get(key), sampleManifest(1));
  });
});

Deno.test("Store.find() names ports whose bytes are gone or of another size", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const [a, b] = [sampleRecord(store, "a"), sampleRecord(store, "b")];
    store.commit(a);
    store.commit(b);
    Deno.removeSync(store.blobs.path(a.outputs.text!.digest));
    Deno.writeTextFileSync(store.blobs.path(b.outputs.text!.digest), "longer");
    const found = store.find([a.key, b.key]);
    assert.deepEqual(found.get(a.key)!.missing, ["text"]);
    assert.deepEqual(found.get(b.key)!.missing, ["text"]);
  });
});

Deno.test("Store.commit() keeps the first of two results and tells", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const first = sampleRecord(store, "a", "one");
    const second = sampleRecord(store, "a", "two");
    store.commit(first);
    assert.deepEqual(store.commit(second), {
      status: "conflict",
      kept: first.outputs,
      ports: ["text"],
    });
    assert.deepEqual(store.find([first.key]).get(first.key)!.outputs, {
      ...first.outputs,
    });
    Deno.removeSync(store.blobs.path(first.outputs.text!.digest));
    assert.deepEqual(store.commit(second), {
      status: "conflict",
      kept: second.outputs,
      ports: ["text"],
    });
    const kept = store.find([first.key]).get(first.key)!.outputs;
    assert.deepEqual(kept, second.outputs);
  });
});

Deno.test("Store rebuilds an index that is lost, damaged or behind", async () => {
  const damages: ((folder: string) => void)[] = [
    (folder) => {
      for (const name of listFiles(folder)) {
        if (name.startsWith("index")) Deno.removeSync(join(folder, name));
      }
    },
    (folder) => {
      Deno.writeTextFileSync(
        join(folder, "index.sqlite"),
        "no database ".repeat(99),
      );
    },
    (folder) => {
      const database = new DatabaseSync(join(folder, "index.sqlite"));
      database.exec("DELETE FROM actions");
      database.close();
    },
  ];
  for (const damage of damages) {
    await withFolder((folder) => {
      const keys: string[] = [];
      {
        using store = Store.open(folder);
        for (const name of ["a", "b", "c"]) {
          const made = sampleRecord(store, name);
          keys.push(made.key);
          store.commit(made);
        }
      }
      damage(folder);
      using store = Store.open(folder);
      const found = store.find(keys);
      assert.equal(found.size, 3);
      for (const { missing } of found.values()) assert.deepEqual(missing, []);
      assert.equal(store.manifests(keys).size, 3);
    });
  }
});

Deno.test("Store.open() refuses a store that a newer version wrote", async () => {
  for (const where of ["format", "index"]) {
    await withFolder((folder) => {
      Store.open(folder).close();
      if (where === "format") {
        Deno.writeTextFileSync(join(folder, "format"), formatText(99));
      } else {
        Deno.removeSync(join(folder, "format"));
        const database = new DatabaseSync(join(folder, "index.sqlite"));
        database.exec("PRAGMA user_version = 99");
        database.close();
      }
      for (const readonly of [false, true]) {
        assert.throws(() => Store.open(folder, { readonly }), {
          name: "PipelineError",
          code: "store",
          message: /a newer version wrote it \(format 99.*update, or choose/,
        });
      }
    });
  }
});

Deno.test("Store.open() does not take damage for a newer version", async () => {
  const damages: ((folder: string) => void)[] = [
    (folder) =>
      Deno.writeTextFileSync(join(folder, "format"), "senzai store 6"),
    (folder) => {
      const database = new DatabaseSync(join(folder, "index.sqlite"));
      database.exec("PRAGMA user_version = 66");
      database.close();
    },
    (folder) => {
      const database = new DatabaseSync(join(folder, "index.sqlite"));
      database.exec("PRAGMA user_version = 1");
      database.close();
    },
  ];
  for (const damage of damages) {
    await withFolder((folder) => {
      let key: string;
      {
        using store = Store.open(folder);
        const made = sampleRecord(store, "a");
        key = made.key;
        store.commit(made);
      }
      damage(folder);
      using store = Store.open(folder);
      assert.deepEqual(store.find([key]).get(key)?.missing, []);
    });
  }
});

Deno.test("Store.open() says when a file is in the way", async () => {
  await withFolder((folder) => {
    const path = join(folder, "file");
    Deno.writeTextFileSync(path, "");
    assert.throws(() => Store.open(path), /a file is in the way/);
  });
});

Deno.test("Store.open() with readonly makes nothing", async () => {
  await withFolder((folder) => {
    const path = join(folder, "absent");
    using store = Store.open(path, { readonly: true });
    assert.equal(store.find(["a".repeat(64)]).size, 0);
    assert.equal(store.latest("p").size, 0);
    assert.throws(() => store.requireWritable(), /it is read-only/);
    store.memos.set("a", "b");
    assert.deepEqual(listFiles(folder), []);
  });
});

Deno.test("Store remembers the latest key of each node of a pipeline", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    store.setLatest("p", new Map([["a", "1"], ["b", "2"]]));
    store.setLatest("q", new Map([["a", "3"]]));
    store.setLatest("p", new Map([["a", "4"]]));
    assert.deepEqual([...store.latest("p")], [["a", "4"], ["b", "2"]]);
    assert.deepEqual([...store.latest("q")], [["a", "3"]]);
  });
});

Deno.test("Store.transaction() undoes everything when the body throws", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    assert.throws(() =>
      store.transaction(() => {
        store.memos.set("a", "b");
        throw new Error("no");
      }), /no/);
    assert.equal(store.memos.get("a"), undefined);
  });
});

Deno.test("Store serves two openers at once", async () => {
  await withFolder((folder) => {
    using a = Store.open(folder);
    using b = Store.open(folder);
    const made = sampleRecord(a, "a");
    a.commit(made);
    assert.equal(b.find([made.key]).size, 1);
    b.setLatest("p", new Map([["n", made.key]]));
    assert.equal(a.latest("p").get("n"), made.key);
  });
});

Deno.test("Store lets several processes make it at the same moment", async () => {
  await withFolder(async (folder) => {
    const script =
      new URL("../fixtures/open_race.ts", import.meta.url).pathname;
    const start = String(Date.now() + 700);
    const runs = [1, 2, 3].map(() =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", script, folder, "8", start],
        stdout: "null",
      }).output()
    );
    for (const { success, stderr } of await Promise.all(runs)) {
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    for (let i = 0; i < 8; i++) {
      using store = Store.open(join(folder, String(i)));
      assert.equal(store.latest("race").size, 3);
    }
  });
});

Deno.test({
  name: "Store says in one sentence that the disk is full, and loses nothing",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(2, (folder) => {
      using store = Store.open(join(folder, "store"));
      const made = sampleRecord(store, "a");
      store.commit(made);
      const full = {
        name: "PipelineError",
        code: "store",
        message: /no space is left on the device; free some space or choose/,
      };
      const large = new Uint8Array(4_000_000).fill(7);
      assert.throws(() => store.blobs.put(large), full);
      assert.throws(() => store.checkpoints.save(made.key, large), full);
      assert.deepEqual(listFiles(join(folder, "store", "tmp")), []);
      assert.deepEqual(store.find([made.key]).get(made.key)!.missing, []);
      assert.equal(store.blobs.verify(made.outputs.text!.digest), true);
      return Promise.resolve();
    });
  },
});

Deno.test({
  name: "Store opens a read-only file system for reading",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(4, (folder, makeReadOnly) => {
      const path = join(folder, "store");
      const writer = Store.open(path);
      const made = sampleRecord(writer, "a");
      writer.commit(made);
      writer.close();
      makeReadOnly();
      using store = Store.open(path);
      assert.equal(store.writable, false);
      assert.deepEqual(store.find([made.key]).get(made.key)!.missing, []);
      const readOnly = { code: "store", message: /it is read-only; choose/ };
      assert.throws(() => store.commit(made), readOnly);
      assert.throws(() => store.blobs.put(new Uint8Array(3)), readOnly);
      assert.throws(() => Store.open(join(folder, "other")), readOnly);
      return Promise.resolve();
    });
  },
});

Deno.test({
  name: "Store reads a read-only file system whose index was in use",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(4, (folder, makeReadOnly) => {
      const path = join(folder, "store");
      using writer = Store.open(path);
      const made = sampleRecord(writer, "a");
      writer.commit(made);
      Deno.copyFileSync(join(path, "index.sqlite"), join(folder, "copy"));
      writer.close();
      Deno.renameSync(join(folder, "copy"), join(path, "index.sqlite"));
      makeReadOnly();
      using store = Store.open(path);
      assert.deepEqual(store.find([made.key]).get(made.key)!.missing, []);
      return Promise.resolve();
    });
  },
});
