import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { manifestKey } from "../../lib/plan/manifest.ts";
import type { ActionRecord } from "../../lib/plan/record.ts";
import { hashFile, hashFileSync } from "../../lib/store/hash_file.ts";
import { HashPool } from "../../lib/store/hash_pool.ts";
import { sha256 } from "../../lib/store/blobs.ts";
import { Store } from "../../lib/store/store.ts";
import { verifyStore } from "../../lib/store/verify_store.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { sampleManifest, sampleRecord } from "../fixtures/sample_record.ts";

/** Commits a result whose key is that of its manifest. */
function commit(store: Store, version: number, text: string): ActionRecord {
  const manifest = sampleManifest(version);
  const key = manifestKey(manifest);
  const record = { ...sampleRecord(store, "a", text), key, manifest };
  store.commit(record);
  return record;
}

function blobOf({ outputs }: ActionRecord): string {
  return outputs.text!.digest;
}

function spoil(path: string): void {
  const bytes = Deno.readFileSync(path);
  bytes[0]! ^= 1;
  Deno.writeFileSync(path, bytes);
}

Deno.test("hashFile() agrees with SHA-256 of all bytes, whatever their number", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "file");
    for (const size of [0, 1, 2 ** 20, 2 ** 20 + 1, 3.5 * 2 ** 20]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
      Deno.writeFileSync(path, bytes);
      assert.equal(hashFileSync(path).digest, sha256(bytes));
      const found = await hashFile(path, { head: 10 });
      assert.equal(found.digest, sha256(bytes.subarray(10)), `${size}`);
      assert.deepEqual(found.head, bytes.subarray(0, 10));
      assert.equal(found.size, Math.max(0, size - 10));
    }
  });
});

Deno.test("HashPool hashes several files at a time, and tells what is gone", async () => {
  await withFolder(async (folder) => {
    const sizes = [10, 5_000_000, 6_000_000, 7_000_000, 8_000_000];
    const files = sizes.map((size, i) => {
      const bytes = new Uint8Array(size).fill(i);
      const path = join(folder, `${i}`);
      Deno.writeFileSync(path, bytes);
      return { path, digest: sha256(bytes), size };
    });
    using pool = new HashPool();
    // More files than threads that were started: they are used again.
    for (let round = 0; round < 2; round++) {
      const found = await Promise.all(files.map(({ path }) => pool.hash(path)));
      assert.deepEqual(
        found.map(({ digest, size }) => ({ digest, size })),
        files.map(({ digest, size }) => ({ digest, size })),
      );
      assert.equal(found[4]!.inode, Deno.statSync(files[4]!.path).ino);
    }
    await assert.rejects(
      pool.hash(join(folder, "none")),
      Deno.errors.NotFound,
    );
    await assert.rejects(pool.hash(folder), Error);
    // A thread says so of a file that went after the look at its size.
    const module = import.meta.resolve("../../lib/store/_hash_worker.ts");
    const worker = new Worker(module, { type: "module" });
    const answer = new Promise((done) => {
      worker.onmessage = ({ data }) => done(data.isGone);
    });
    worker.postMessage(join(folder, "none"));
    assert.equal(await answer, true);
    worker.terminate();
  });
});

Deno.test("verifyStore() hashes blobs of any size in little memory", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const size = 600_000_000;
    const zeros = createHash("sha256");
    const chunk = new Uint8Array(10_000_000);
    for (let at = 0; at < size; at += chunk.length) zeros.update(chunk);
    const digest = zeros.digest("hex");
    const made = commit(store, 1, "small");
    const record = {
      ...made,
      manifest: sampleManifest(2),
      key: manifestKey(sampleManifest(2)),
      outputs: { text: { ...made.outputs.text!, digest, size } },
    };
    store.commit(record);
    // A file with a hole: it takes no space.
    const path = store.blobs.path(digest);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeFileSync(path, new Uint8Array());
    Deno.truncateSync(path, size);
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, Deno.memoryUsage().rss);
    }, 5);
    const before = Deno.memoryUsage().rss;
    const report = await verifyStore(store);
    clearInterval(timer);
    assert.equal(report.ok, true, JSON.stringify(report));
    assert.equal(report.bytes, size + 5);
    assert(peak > 0 && peak - before < 150e6, `${(peak - before) / 1e6} MB`);
    assert.equal(store.blobs.verify(digest), true);
  });
});

Deno.test("verifyStore() finds nothing wrong with a sound store, and counts garbage", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    commit(store, 1, "one");
    commit(store, 2, "two");
    store.blobs.put(new TextEncoder().encode("garbage"));
    store.checkpoints.save("ab".repeat(32), Uint8Array.of(1));
    const seen: number[] = [];
    const report = await verifyStore(store, ({ done }) => seen.push(done));
    const { seconds, ...rest } = report;
    assert(seconds >= 0);
    assert.deepEqual(rest, {
      ok: true,
      writable: true,
      isIndexSound: true,
      actions: 2,
      mended: [],
      lost: [],
      blobs: 2,
      bytes: 6,
      damaged: [],
      checkpoints: 1,
      damagedCheckpoints: [],
      unreferenced: { blobs: 1, bytes: 7 },
    });
    assert.deepEqual(seen, [1, 2]);
  });
});

Deno.test("verifyStore() quarantines damaged blobs and says who made them", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const [bad, gone, sound] = [1, 2, 3].map((n) => commit(store, n, `${n}`));
    store.setLatest("p", new Map([["n[a=1]", bad!.key], ["m", gone!.key]]));
    spoil(store.blobs.path(blobOf(bad!)));
    Deno.removeSync(store.blobs.path(blobOf(gone!)));
    const report = await verifyStore(store);
    assert.equal(report.ok, false);
    const found = report.damaged.map((
      { digest, state, what, keys, nodes },
    ) => ({
      digest,
      state,
      what,
      keys,
      nodes,
    })).sort((a, b) => a.state < b.state ? -1 : 1);
    assert.deepEqual(found, [
      {
        digest: blobOf(bad!),
        state: "damaged",
        what: ["test: text"],
        keys: [bad!.key],
        nodes: [{ pipeline: "p", node: "n[a=1]" }],
      },
      {
        digest: blobOf(gone!),
        state: "missing",
        what: ["test: text"],
        keys: [gone!.key],
        nodes: [{ pipeline: "p", node: "m" }],
      },
    ]);
    assert.deepEqual(listFiles(join(folder, "quarantine")), [blobOf(bad!)]);
    const keys = [bad!.key, gone!.key, sound!.key];
    const stored = store.find(keys);
    const missing = keys.map((key) => stored.get(key)!.missing);
    assert.deepEqual(missing, [["text"], ["text"], []]);
    // The next run makes them again, and then all is well.
    commit(store, 1, "1");
    commit(store, 2, "2");
    assert.equal((await verifyStore(store)).ok, true);
  });
});

Deno.test("verifyStore() mends the copy of a record that is damaged from the other", async () => {
  await withFolder(async (folder) => {
    let records: ActionRecord[];
    {
      using store = Store.open(folder);
      records = [1, 2, 3, 4].map((n) => commit(store, n, `${n}`));
    }
    const [file, row, both, misfiled] = records.map(({ key }) => key);
    const path = (key: string) =>
      join(folder, "actions", key.slice(0, 2), `${key}.json`);
    spoil(path(file!));
    spoil(path(both!));
    const database = new DatabaseSync(join(folder, "index.sqlite"));
    database.prepare(
      "UPDATE actions SET checksum = checksum + 1 WHERE key IN (?, ?)",
    ).run(row!, both!);
    database.close();
    using store = Store.open(folder);
    // A record under a key that is not its manifest's would answer for another.
    const wrong = { ...records[3]!, manifest: sampleManifest(9) };
    store.actions.discard(misfiled!);
    store.commit(wrong);
    const report = await verifyStore(store);
    assert.equal(report.ok, false);
    assert.deepEqual(
      new Map(report.mended.map(({ key, what }) => [key, what])),
      new Map([[file, "record"], [row, "index"]]),
    );
    assert.deepEqual(new Set(report.lost), new Set([both, misfiled]));
    assert.deepEqual(store.action(file!), records[0]);
    assert.equal(store.find([misfiled!]).size, 0);
    assert.equal(store.find([both!]).size, 0);
    assert.equal((await verifyStore(store)).ok, true);
  });
});

Deno.test("verifyStore() removes damaged checkpoints and keeps the sound ones", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const [a, b] = ["ab".repeat(32), "ac".repeat(32)];
    store.checkpoints.save(a, Uint8Array.of(1, 2));
    store.checkpoints.save(a, Uint8Array.of(3, 4));
    store.checkpoints.save(b, Uint8Array.of(5));
    Deno.truncateSync(join(folder, "checkpoints", "ab", a), 53);
    const report = await verifyStore(store);
    assert.equal(report.checkpoints, 3);
    assert.deepEqual(report.damagedCheckpoints, [a]);
    assert.deepEqual([...store.checkpoints.load(a)!], [1, 2]);
    assert.deepEqual([...store.checkpoints.load(b)!], [5]);
  });
});

Deno.test("verifyStore() looks at a store opened for reading without writing", async () => {
  await withFolder(async (folder) => {
    {
      using store = Store.open(folder);
      const [bad, mended] = [1, 2].map((n) => commit(store, n, `${n}`));
      spoil(store.blobs.path(blobOf(bad!)));
      spoil(join(
        folder,
        "actions",
        mended!.key.slice(0, 2),
        `${mended!.key}.json`,
      ));
      store.checkpoints.save("ab".repeat(32), Uint8Array.of(1));
      spoil(join(folder, "checkpoints", "ab", "ab".repeat(32)));
    }
    const snapshot = () =>
      listFiles(folder).filter((path) => !path.startsWith("index.sqlite-"))
        .map((path) => [path, sha256(Deno.readFileSync(join(folder, path)))]);
    const before = snapshot();
    using store = Store.open(folder, { readonly: true });
    const report = await verifyStore(store);
    assert.equal(report.ok, false);
    assert.equal(report.writable, false);
    assert.equal(report.damaged.length, 1);
    assert.deepEqual(report.mended.map(({ what }) => what), ["record"]);
    assert.equal(report.damagedCheckpoints.length, 1);
    assert.deepEqual(snapshot(), before);
  });
});

Deno.test("verifyStore() does not mind what others remove or make meanwhile", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const records = Array.from(
      { length: 12 },
      (_, n) => commit(store, n + 1, `${n}`),
    );
    let isFirst = true;
    const report = await verifyStore(store, () => {
      if (!isFirst) return;
      isFirst = false;
      using other = Store.open(folder);
      // As gc does, and as a run that finishes.
      for (const record of records) {
        other.actions.remove(record.key);
        Deno.removeSync(other.blobs.path(blobOf(record)));
      }
      commit(other, 99, "new");
    });
    assert.equal(report.ok, true, JSON.stringify(report));
    assert(report.blobs < 12);
    assert.deepEqual(listFiles(join(folder, "quarantine")), []);
  });
});

Deno.test("Blobs.check() leaves a sound blob that came in the place of a damaged one", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const bytes = new Uint8Array(5_000_000).fill(3);
    const { digest } = store.blobs.put(bytes);
    const path = store.blobs.path(digest);
    spoil(path);
    const check = store.blobs.check(digest, { write: true });
    Deno.removeSync(path);
    Deno.writeFileSync(path, bytes);
    assert.deepEqual(await check, { state: "damaged", size: 5_000_000 });
    assert.equal(store.blobs.verify(digest), true);
  });
});

Deno.test("verifyStore() fills an index anew whose pages are damaged", async () => {
  await withFolder(async (folder) => {
    {
      using store = Store.open(folder);
      for (let i = 0; i < 40; i++) store.memos.set(`m${i}`, "x".repeat(400));
      commit(store, 1, "a");
    }
    const path = join(folder, "index.sqlite");
    const bytes = await Deno.readFile(path);
    // Cells of a page far from those that opening reads.
    await Deno.writeFile(path, bytes.fill(0x5a, bytes.length - 3000));
    using store = Store.open(folder);
    const report = await verifyStore(store);
    assert.equal(report.isIndexSound, false);
    assert.equal(report.ok, false);
    assert.deepEqual(report.lost, []);
    assert.equal(report.actions, 1);
    assert.equal((await verifyStore(store)).ok, true);
  });
});
