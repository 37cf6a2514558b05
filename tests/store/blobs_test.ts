import assert from "node:assert/strict";
import { join } from "node:path";
import { DamagedBlobError, sha256 } from "../../lib/store/blobs.ts";
import { Store } from "../../lib/store/store.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";

const HELLO = new TextEncoder().encode("hello");

Deno.test("Blobs.put() files bytes under their SHA-256, once", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const { digest, size } = store.blobs.put(HELLO);
    assert.equal(size, 5);
    // SHA-256 of "hello", as coreutils' sha256sum gives it.
    assert.equal(
      digest,
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    );
    const path = join(folder, "cas", "2c", digest);
    assert.deepEqual(Deno.readFileSync(path), HELLO);
    const before = Deno.statSync(path).mtime;
    store.blobs.put(HELLO);
    assert.deepEqual(Deno.statSync(path).mtime, before);
    assert.deepEqual([...Deno.readDirSync(join(folder, "tmp"))], []);
  });
});

Deno.test("Blobs.put() stores empty and large blobs", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const large = new Uint8Array(9_000_001).map((_, i) => i * 31);
    for (const bytes of [new Uint8Array(0), large]) {
      const { digest, size } = store.blobs.put(bytes);
      assert.equal(size, bytes.length);
      assert.equal(digest, sha256(bytes));
      assert.deepEqual(store.blobs.read(digest), bytes);
    }
  });
});

Deno.test("Blobs.put() replaces a truncated blob", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const { digest } = store.blobs.put(HELLO);
    Deno.truncateSync(store.blobs.path(digest), 2);
    store.blobs.put(HELLO);
    assert.deepEqual(store.blobs.read(digest), HELLO);
  });
});

Deno.test("Blobs.read() refuses changed bytes and puts them in quarantine", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const { digest } = store.blobs.put(HELLO);
    Deno.writeFileSync(
      store.blobs.path(digest),
      new TextEncoder().encode("hellp"),
    );
    assert.throws(
      () => store.blobs.read(digest),
      (error) =>
        error instanceof DamagedBlobError && error.digest === digest &&
        /bytes changed/.test(error.message),
    );
    assert.equal(store.blobs.size(digest), undefined);
    assert.deepEqual(listFiles(join(folder, "quarantine")), [digest]);
    assert.throws(() => store.blobs.read(digest), /is not in the store/);
    assert.equal(store.blobs.verify(digest), false);
  });
});

Deno.test("Blobs.isIntact() hashes again what was written to, and only that", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const text = new TextEncoder().encode("four");
    const { digest, size } = store.blobs.put(text);
    const path = store.blobs.path(digest);
    assert.equal(store.blobs.isIntact(digest, size), true);
    Deno.utimeSync(path, 5, 5);
    assert.equal(store.blobs.isIntact(digest, size), true);
    assert.equal(Deno.statSync(path).mtime!.getTime(), 1000);
    Deno.writeTextFileSync(path, "five");
    assert.equal(store.blobs.isIntact(digest, size), false);
    assert.equal(store.blobs.size(digest), undefined);
    assert.equal(store.blobs.put(text).digest, digest);
    assert.equal(store.blobs.isIntact(digest, size), true);
  });
});
