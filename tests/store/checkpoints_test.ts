import assert from "node:assert/strict";
import { join } from "node:path";
import { Store } from "../../lib/store/store.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";

const KEY = "ab".repeat(32);
const OTHER = "ac".repeat(32);

function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

Deno.test("CheckpointFiles gives back the newest state of each key", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    const { checkpoints } = store;
    assert.equal(checkpoints.load(KEY), undefined);
    assert.equal(checkpoints.has(KEY), false);
    checkpoints.save(KEY, bytes(1));
    checkpoints.save(OTHER, bytes());
    checkpoints.save(KEY, bytes(2, 3));
    assert.deepEqual([...checkpoints.load(KEY)!], [2, 3]);
    assert.deepEqual([...checkpoints.load(OTHER)!], []);
    assert.equal(checkpoints.has(KEY), true);
    checkpoints.remove(KEY);
    assert.equal(checkpoints.has(KEY), false);
    assert.equal(checkpoints.load(KEY), undefined);
    assert.equal(checkpoints.has(OTHER), true);
  });
});

Deno.test("CheckpointFiles falls back to the one before a damaged one", async () => {
  const damages: ((path: string) => void)[] = [
    (path) => Deno.truncateSync(path, 30),
    (path) => Deno.truncateSync(path, 0),
    (path) => {
      const content = Deno.readFileSync(path);
      content[content.length - 1]! ^= 1;
      Deno.writeFileSync(path, content);
    },
    (path) => Deno.removeSync(path),
  ];
  for (const damage of damages) {
    await withFolder((folder) => {
      using store = Store.open(folder);
      store.checkpoints.save(KEY, bytes(1));
      store.checkpoints.save(KEY, bytes(2));
      damage(join(folder, "checkpoints", "ab", KEY));
      assert.deepEqual([...store.checkpoints.load(KEY)!], [1]);
      store.checkpoints.save(KEY, bytes(3));
      assert.deepEqual([...store.checkpoints.load(KEY)!], [3]);
    });
  }
});

Deno.test("CheckpointFiles passes over damage to both", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    store.checkpoints.save(KEY, bytes(1));
    store.checkpoints.save(KEY, bytes(2));
    for (const file of listFiles(join(folder, "checkpoints"))) {
      Deno.truncateSync(join(folder, "checkpoints", file), 40);
    }
    assert.equal(store.checkpoints.load(KEY), undefined);
  });
});
