import assert from "node:assert/strict";
import { join } from "node:path";
import { collectGarbage, type GcOptions, Store } from "../../lib/store/mod.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { play } from "../fixtures/run.ts";
import { emit, truncate, walk } from "../fixtures/stages.ts";

/** Change times are told in whole seconds. */
async function tick(): Promise<void> {
  await new Promise((done) => setTimeout(done, 1100));
}

function targetsOf(value: number) {
  const a = emit({ values: [value] }).numbers;
  return { a, b: truncate({ numbers: a }).numbers };
}

async function collect(folder: string, options: Partial<GcOptions> = {}) {
  await tick();
  using store = Store.open(folder);
  return await collectGarbage(store, { keepRuns: 1, grace: 0, ...options });
}

Deno.test("collectGarbage() keeps the newest runs of a pipeline, whole", async () => {
  await withFolder(async (folder) => {
    for (const value of [1.5, 2.5, 3.5]) await play(folder, targetsOf(value));
    const dry = await collect(folder, { dryRun: true, keepRuns: 2 });
    const files = listFiles(folder);
    assert.equal(dry.runs, 1);
    assert.equal(dry.actions, 2);
    // Two numbers, and the run's list of nodes.
    assert.equal(dry.blobs, 3);
    const real = await collect(folder, { keepRuns: 2 });
    assert.deepEqual(real, { ...dry, dryRun: false });
    assert.equal(files.length - listFiles(folder).length, 3 + 2 + 1);
    const hits = async (value: number) =>
      (await play(folder, targetsOf(value))).hits;
    assert.equal(await hits(2.5), 2);
    assert.equal(await hits(3.5), 2);
    assert.equal(await hits(1.5), 0);
  });
});

Deno.test("collectGarbage() keeps what is shared, pinned or young", async () => {
  await withFolder(async (folder) => {
    const first = await play(folder, targetsOf(1.5));
    await play(folder, targetsOf(1.25));
    {
      using store = Store.open(folder);
      const nodes = store.runs.nodesDigest(first.run)!;
      const pin = { name: "paper", run: first.run, pipeline: "test", nodes };
      store.pins.set({ ...pin, created: "2026-01-01T00:00:00.000Z" });
    }
    await play(folder, targetsOf(9.5));
    assert.equal((await collect(folder, { grace: 60_000 })).blobs, 0);
    const report = await collect(folder);
    // What 1.25 was cut to, 1, is of the pinned run too.
    assert.equal(report.actions, 2);
    assert.equal(report.blobs, 1 + 1);
    assert.equal(report.runs, 2);
    assert.equal((await play(folder, targetsOf(1.5))).hits, 2);
    {
      using store = Store.open(folder);
      assert.equal(store.pins.remove("paper"), true);
      assert.equal(store.pins.remove("paper"), false);
    }
    await play(folder, targetsOf(9.5));
    await collect(folder);
    assert.equal((await play(folder, targetsOf(1.5))).hits, 0);
  });
});

Deno.test("collectGarbage() lets old runs go for a size, never the newest", async () => {
  await withFolder(async (folder) => {
    const sized = (value: number) => ({
      a: emit({ values: Array(1000).fill(value) }).numbers,
    });
    for (const value of [0.11, 0.22, 0.33]) await play(folder, sized(value));
    const half = await collect(folder, { keepRuns: 9, maxSize: 11_000 });
    assert.equal(half.runs, 1);
    assert.equal(half.isOverBudget, false);
    const all = await collect(folder, { keepRuns: 9, maxSize: 1 });
    assert.equal(all.runs, 1);
    assert.equal(all.isOverBudget, true);
    assert.equal((await play(folder, sized(0.33))).hits, 1);
  });
});

Deno.test("collectGarbage() adds up sizes by pipeline", async () => {
  await withFolder(async (folder) => {
    await play(folder, targetsOf(1.5));
    {
      using store = Store.open(folder);
      store.blobs.put(new Uint8Array(1000));
    }
    const { pipelines, bytes, keptBytes } = await collect(folder, {
      dryRun: true,
    });
    assert.equal(bytes, 1000);
    assert.deepEqual(pipelines.map(({ pipeline }) => pipeline), ["", "test"]);
    assert.equal(pipelines[0]!.bytes, 1000);
    assert.equal(pipelines[1]!.keptBytes, keptBytes);
    assert.equal(pipelines[1]!.runs, 1);
  });
});

Deno.test("collectGarbage() keeps checkpoints of unfinished nodes only", async () => {
  await withFolder(async (folder) => {
    const { nodes } = await play(folder, targetsOf(1.5));
    const unfinished = "e".repeat(64);
    {
      using store = Store.open(folder);
      store.checkpoints.save(nodes[0]!.key!, new Uint8Array(9));
      store.checkpoints.save(unfinished, new Uint8Array(9));
      Deno.mkdirSync(join(folder, "quarantine"));
      Deno.writeTextFileSync(join(folder, "quarantine", "x"), "bad");
    }
    assert.equal((await collect(folder)).others, 1);
    assert.deepEqual(listFiles(join(folder, "checkpoints")), [
      join("ee", unfinished),
    ]);
  });
});

Deno.test("collectGarbage() leaves what a run counts on that started before", async () => {
  await withFolder(async (folder) => {
    await play(folder, targetsOf(1.5));
    await play(folder, targetsOf(2.5));
    await play(folder, targetsOf(3.5));
    await tick();
    let report: Promise<{ actions: number }> | undefined;
    const run = await play(folder, {
      ...targetsOf(1.5),
      slow: walk({ steps: 30, milliseconds: 50 }).numbers,
    }, {
      // Collects while the node runs; what it has planned to use stays.
      onEvent: (event) => {
        if (event.type === "node-started") report ??= collect(folder);
      },
    });
    assert.equal(run.hits, 2);
    // The two nodes of 2.5: those of 3.5 are of the newest finished run.
    assert.equal((await report)!.actions, 2);
    using store = Store.open(folder);
    for (const { digest } of Object.values(run.targets)) {
      assert.equal(store.blobs.verify(digest), true);
    }
  });
});

Deno.test("collectGarbage() refuses a second collection", async () => {
  await withFolder(async (folder) => {
    await play(folder, targetsOf(1.5));
    using store = Store.open(folder);
    await Promise.all([
      collectGarbage(store, { keepRuns: 1, grace: 0 }),
      assert.rejects(collectGarbage(store, { keepRuns: 1, grace: 0 }), {
        code: "store",
        message: /another collection goes on/,
      }),
    ]);
  });
});
