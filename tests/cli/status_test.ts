import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { canMount } from "../fixtures/mount.ts";
import { startCli, until } from "../fixtures/start_cli.ts";

const WALK = fileURLToPath(
  new URL("../fixtures/walk_pipeline.ts", import.meta.url),
);
const SLOW = ["run", WALK, "--set", "steps=400", "--set", "milliseconds=25"];
const UNSHARE = ["unshare", "--pid", "--fork", "--kill-child"];

async function statusOf(folder: string) {
  const { code, out, err } = await call(folder, "status", "--json");
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

/** Waits until the one run on a store has told how far its node is. */
async function untilProgress(folder: string) {
  await until(() => listFiles(folder).includes(".senzai/format") || undefined);
  return await until(async () => {
    const [run] = await statusOf(folder);
    return run?.status?.running[0]?.progress?.done > 3 ? run : undefined;
  });
}

Deno.test("status says when nothing runs, with exit code 0", async () => {
  await withFolder(async (folder) => {
    assert.equal((await call(folder, "status")).code, 2, "no store");
    await Deno.mkdir(`${folder}/.senzai/live`, { recursive: true });
    const none = await call(folder, "status");
    assert.deepEqual([none.code, none.out], [0, "Nothing runs\n"]);
    assert.deepEqual(await statusOf(folder), []);
  });
});

Deno.test("status shows a live run from another process, to its end", async () => {
  await withFolder(async (folder) => {
    await using driver = startCli(folder, SLOW, {
      env: { SENZAI_CHECKPOINT_SECONDS: "0" },
    });
    const run = await untilProgress(folder);
    assert.deepEqual([run.pipeline, run.pid], ["walk", driver.child.pid]);
    assert(Date.now() - Date.parse(run.started) < 60_000);
    const { nodes, left, phase, running: [node] } = run.status;
    assert.deepEqual([nodes, left, phase], [1, 0, "running"]);
    assert.deepEqual([node.node, node.attempt], ["test.walk", 1]);
    assert.equal(node.progress.total, 400);
    assert(node.rate > 5 && node.rate < 40, node.rate);
    assert(Math.abs(node.left - (400 - node.progress.done) / node.rate) < 1);
    assert.notEqual(node.checkpoint, null);

    const { out } = await call(folder, "status");
    assert.match(out, /^walk {2}run \d{8}-.*, since .* \(.*\): running\n/);
    assert.match(out, /1 node: 0 ran, 0 from the store, 1 running, 0 left\n/);
    assert.match(
      out,
      /test\.walk {2}\d+\/400 step {2}[\d.]+ step\/s .* left .*saved .* ago/,
    );

    driver.child.kill("SIGINT");
    const { code } = await driver.child.status;
    assert.equal(code, 130);
    assert.equal((await call(folder, "status")).out, "Nothing runs\n");
  });
});

async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 50; i++) if (await holds()) return;
  assert.fail("it never came true");
}

Deno.test("status does not need the driver's note", async () => {
  await withFolder(async (folder) => {
    await using _ = startCli(folder, SLOW);
    const { run } = await untilProgress(folder);
    const note = `${folder}/.senzai/live/${run}.status`;
    // The driver may note it again at any time, so each is tried until seen.
    await untilTrue(async () => {
      await Deno.writeTextFile(note, '{"phase":"runn');
      return (await statusOf(folder))[0].status === null;
    });
    await untilTrue(async () => {
      await Deno.remove(note).catch(() => {});
      const { code, out } = await call(folder, "status");
      assert.equal(code, 0);
      return /it has not noted how far it is/.test(out);
    });
    // The driver notes it again.
    await untilProgress(folder);
  });
});

Deno.test("status tells of a driver that is silent", async () => {
  const { statusText } = await import("../../lib/cli/status_text.ts");
  const updated = Date.parse("2026-01-31T10:00:00Z");
  const run = {
    run: "r",
    pipeline: "p",
    started: "2026-01-31T09:00:00Z",
    pid: 1,
    status: {
      phase: "ending",
      updated,
      nodes: 10,
      hits: 4,
      ran: 3,
      failed: 1,
      blocked: 2,
      left: 0,
      running: [],
    },
  } as const;
  const at = (seconds: number) =>
    statusText([{ ...run, status: { ...run.status, running: [] } }], {
      now: updated + seconds * 1000,
      columns: undefined,
    });
  assert.match(at(3), /: ending: the results are being recorded\n/);
  assert.match(
    at(3),
    /3 ran, 4 from the store, 0 running, 1 failed, 2 not run/,
  );
  assert.doesNotMatch(at(3), /no news/);
  assert.match(at(60), /no news for 1 min 00 s: its driver is stuck or gone/);
});

Deno.test("status --watch draws again until Ctrl-C", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/.senzai/live`, { recursive: true });
    await using watcher = startCli(folder, ["status", "--watch", "--json"]);
    await new Promise((done) => setTimeout(done, 2800));
    watcher.child.kill("SIGINT");
    assert.equal((await watcher.child.status).code, 0);
    const lines = (await watcher.output).trim().split("\n");
    assert(lines.length >= 2, lines.join());
    for (const line of lines) assert.equal(line, "[]");
  });
});

const isolates = await canMount();

Deno.test({
  name:
    "status sees a run in another PID namespace, from a read-only place (needs mount)",
  ignore: !isolates,
  async fn() {
    await withFolder(async (folder) => {
      await using _ = startCli(folder, SLOW, { within: UNSHARE });
      const seen = await untilProgress(folder);
      const store = `${folder}/.senzai`;
      const within = ["unshare", "--mount", "sh", "-c"].concat(
        `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && ! touch "$0/x" && exec "$@"`,
        store,
      );
      await using reader = startCli(folder, ["status", "--json"], { within });
      const [run] = JSON.parse(await reader.output);
      assert.equal((await reader.child.status).code, 0);
      assert.equal(run.run, seen.run);
      assert(run.status.running[0].progress.done >= 3);
    });
  },
});
