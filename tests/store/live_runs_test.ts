import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Store } from "../../lib/store/store.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";

const HOLDER = fileURLToPath(
  new URL("../fixtures/hold_run.ts", import.meta.url),
);

/** Starts a process that announces or joins a run, and waits until it has. */
async function hold(folder: string, how: "announce" | "join", run: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", HOLDER, folder, how, run],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const said = new TextDecoder().decode(value).trim();
  return {
    said,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

Deno.test("LiveRuns tells the living from the dead, however they died", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    assert.deepEqual(store.live.list(), []);
    const driver = await hold(folder, "announce", "run-1");
    const worker = await hold(folder, "join", "run-1");
    assert.equal(worker.said, "true");
    const [live] = store.live.list();
    assert.equal(live!.run, "run-1");
    assert.deepEqual(live!.about, { pipeline: "p" });
    assert.equal(store.live.noted("run-1", "roots"), "a");
    await driver.kill();
    assert.ok(store.live.isLive("run-1"), "its worker has not ended yet");
    await worker.kill();
    assert.equal(store.live.isLive("run-1"), false);
    assert.deepEqual(listFiles(join(folder, "live")), []);
    const late = await hold(folder, "join", "run-1");
    assert.equal(late.said, "false");
    await late.kill();
  });
});

Deno.test("LiveRuns.announce() ends when it is disposed of", async () => {
  await withFolder((folder) => {
    using store = Store.open(folder);
    {
      using presence = store.live.announce("a", {});
      presence.note("status", "{}");
      assert.deepEqual(listFiles(join(folder, "live")), ["a", "a.status"]);
      assert.ok(store.live.isLive("a"));
    }
    assert.deepEqual(listFiles(join(folder, "live")), []);
  });
});

Deno.test("Leases last as long as their runs", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const other = await hold(folder, "announce", "other");
    using _ = store.live.announce("mine", {});
    assert.equal(store.leases.take("k", "other"), undefined);
    assert.equal(store.leases.take("k", "mine"), "other");
    await other.kill();
    assert.equal(store.leases.take("k", "mine"), undefined);
    assert.equal(store.leases.take("k", "mine"), undefined);
    assert.equal(store.leases.take("k", "other"), "mine");
    store.leases.release("k", "other");
    assert.equal(store.leases.take("k", "other"), "mine");
    store.leases.release("k", "mine");
    assert.equal(store.leases.take("k", "mine"), undefined);
  });
});
