import assert from "node:assert/strict";
import { join } from "node:path";
import { definePipeline, type Targets } from "../../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import {
  rerunNodes,
  type RerunOptions,
  type RerunReport,
} from "../../../lib/run/rerun/rerun.ts";
import { sha256 } from "../../../lib/store/blobs.ts";
import { Store } from "../../../lib/store/store.ts";
import { listFiles, withFolder } from "../../fixtures/folder.ts";
import { play } from "../../fixtures/run.ts";
import {
  clock,
  draw,
  emit,
  jitter,
  join as joinNumbers,
  moody,
  readText,
  stopwatch,
  subtract,
  truncate,
  walk,
} from "../../fixtures/stages.ts";

/** Executes stored nodes again; inline unless told otherwise. */
async function rerun(
  folder: string,
  targets: Targets,
  options: RerunOptions & { readonly?: boolean } = {},
): Promise<RerunReport> {
  const { readonly = false, ...rest } = options;
  using store = Store.open(folder, { readonly });
  const graph = buildGraph(definePipeline({ name: "test", targets }));
  return await rerunNodes(graph, store, { executor: "inline", ...rest });
}

function statuses({ results }: RerunReport): string[] {
  return results.map(({ stage, status }) =>
    `${stage.replace("test.", "")} ${status}`
  );
}

/** Everything in a store but its index, by content. */
function contents(folder: string): string[] {
  return listFiles(folder)
    .filter((path) => !path.startsWith("index.sqlite") && path !== "gate")
    .map((path) => `${path} ${sha256(Deno.readFileSync(join(folder, path)))}`);
}

function soundTargets(): Targets {
  const left = emit({ values: [1.5, 2] }).numbers;
  const right = draw({ count: 2 }).numbers;
  const { numbers } = subtract({ left, right });
  return { text: joinNumbers({ rows: { a: numbers, b: left } }).text };
}

for (const executor of ["inline", "process"] as const) {
  Deno.test(`rerunNodes() finds sound stages the same and publishes nothing (${executor})`, async () => {
    await withFolder(async (folder) => {
      await play(folder, soundTargets());
      const before = contents(folder);
      const seen: string[] = [];
      const report = await rerun(folder, soundTargets(), {
        executor,
        onResult: ({ node }) => seen.push(node),
      });
      assert.equal(report.status, "ok");
      assert.equal(report.stored, 4);
      assert.deepEqual(statuses(report), [
        "emit same",
        "draw same",
        "subtract same",
        "join same",
      ]);
      assert.equal(seen.length, 4);
      assert(
        report.results.every(({ recorded, here }) =>
          recorded.host === here.host && recorded.engine === here.engine
        ),
      );
      assert.deepEqual(contents(folder), before);
      assert.deepEqual(listFiles(join(folder, "scratch")), []);
    });
  });
}

/** Records another result for a key, as if it had been made so. */
function replaceResult(
  folder: string,
  key: string,
  { text, host }: { text: string; host?: string },
): void {
  using store = Store.open(folder);
  const record = store.action(key)!;
  const other = store.blobs.put(new TextEncoder().encode(text));
  store.actions.remove(key);
  store.commit({
    ...record,
    host: host ?? record.host,
    outputs: { numbers: { ...record.outputs.numbers!, ...other } },
  });
}

Deno.test("rerunNodes() names the tensor and element of a stage that is not deterministic", async () => {
  await withFolder(async (folder) => {
    const targets = { a: jitter().tensors, b: clock().numbers };
    await play(folder, targets);
    const before = contents(folder);
    const report = await rerun(folder, targets);
    assert.equal(report.status, "wrong");
    assert.deepEqual(statuses(report), ["jitter different", "clock different"]);
    const [tensors, numbers] = report.results.map(({ differences }) =>
      differences[0]!
    );
    assert.notEqual(tensors!.recorded, tensors!.found);
    const { path, shape, index, count, size, places, ...rest } = tensors!
      .difference!;
    assert.deepEqual(
      { path, shape, index, count, size, places },
      { path: "b", shape: [2, 3], index: 4, count: 1, size: 6, places: 1 },
    );
    const gap = Math.abs(Number(rest.before) - Number(rest.after));
    assert(gap > 0 && gap === rest.largestAbsolute);
    assert.equal(numbers!.difference!.path, "");
    assert.equal(numbers!.difference!.index, 0);
    assert.deepEqual(contents(folder), before);
  });
});

Deno.test("rerunNodes() lets a stage vary that measures time", async () => {
  await withFolder(async (folder) => {
    const targets = { a: stopwatch().numbers };
    await play(folder, targets);
    const report = await rerun(folder, targets);
    assert.equal(report.status, "ok");
    assert.deepEqual(statuses(report), ["stopwatch varies"]);
    assert.equal(report.results[0]!.differences.length, 1);
  });
});

Deno.test("rerunNodes() tells hardware and engine of a result from elsewhere", async () => {
  await withFolder(async (folder) => {
    const targets = { a: emit({ values: [1, 2] }).numbers };
    const { nodes } = await play(folder, targets);
    replaceResult(folder, nodes[0]!.key!, {
      text: "[1,3]",
      host: "elsewhere",
    });
    const [result] = (await rerun(folder, targets)).results;
    assert.equal(result!.status, "different");
    assert.equal(result!.recorded.host, "elsewhere");
    assert.notEqual(result!.here.host, "elsewhere");
    const { difference } = result!.differences[0]!;
    assert.deepEqual(
      [difference!.index, difference!.before, difference!.after],
      [
        1,
        3,
        2,
      ],
    );
  });
});

Deno.test("rerunNodes() says when the values are equal and only their bytes differ", async () => {
  await withFolder(async (folder) => {
    const targets = { a: emit({ values: [1, 2] }).numbers };
    const { nodes } = await play(folder, targets);
    replaceResult(folder, nodes[0]!.key!, { text: "[1, 2]" });
    const [result] = (await rerun(folder, targets)).results;
    assert.equal(result!.status, "different");
    assert.equal(result!.differences[0]!.difference, undefined);
    assert.match(result!.differences[0]!.note!, /values are equal/);
  });
});

for (const executor of ["inline", "process"] as const) {
  Deno.test(`rerunNodes() reports a stage that fails, and goes on (${executor})`, async () => {
    await withFolder(async (folder) => {
      const veto = join(folder, "veto");
      const targets = {
        a: moody({ veto }).numbers,
        b: emit({ values: [1] }).numbers,
      };
      await play(folder, targets);
      await Deno.writeTextFile(veto, "");
      const report = await rerun(folder, targets, { executor });
      assert.equal(report.status, "wrong");
      assert.deepEqual(statuses(report), ["moody failed", "emit same"]);
      assert.match(report.results[0]!.reason, /there is a veto/);
    });
  });
}

Deno.test("rerunNodes() neither reads nor writes checkpoints of the store", async () => {
  await withFolder(async (folder) => {
    const targets = { a: walk({ steps: 5, milliseconds: 1 }).numbers };
    const { nodes } = await play(folder, targets);
    using store = Store.open(folder);
    const state = new TextEncoder().encode(JSON.stringify([4, 100]));
    store.checkpoints.save(nodes[0]!.key!, state);
    const graph = buildGraph(definePipeline({ name: "test", targets }));
    const report = await rerunNodes(graph, store, { executor: "inline" });
    assert.equal(report.status, "ok");
    assert.deepEqual(store.checkpoints.load(nodes[0]!.key!), state);
  });
});

Deno.test("rerunNodes() finds a damaged input, and has it made again", async () => {
  await withFolder(async (folder) => {
    const source = emit({ values: [1.5] }).numbers;
    const targets = { a: truncate({ numbers: source }).numbers };
    const { nodes } = await play(folder, targets);
    const { digest } = nodes[0]!.outputs.numbers!;
    const path = join(folder, "cas", digest.slice(0, 2), digest);
    await Deno.writeTextFile(path, "[1.6]");
    await Deno.utime(path, new Date(), new Date(1000));
    const report = await rerun(folder, targets);
    assert.deepEqual(statuses(report), ["emit same", "truncate failed"]);
    assert.match(report.results[1]!.reason, /input .* is damaged/);
    assert.deepEqual(listFiles(join(folder, "quarantine")), [digest]);
    const again = await play(folder, targets);
    assert.deepEqual(again.statuses, ["emit ran", "truncate hit"]);
  });
});

Deno.test("rerunNodes() passes over what gc took meanwhile", async () => {
  await withFolder(async (folder) => {
    const source = emit({ values: [1.5] }).numbers;
    const targets = { a: truncate({ numbers: source }).numbers };
    const { nodes } = await play(folder, targets);
    const { digest } = nodes[0]!.outputs.numbers!;
    const report = await rerun(folder, targets, {
      onChosen: () =>
        Deno.removeSync(join(folder, "cas", digest.slice(0, 2), digest)),
    });
    assert.deepEqual(statuses(report), ["emit same", "truncate gone"]);
    assert.equal(report.status, "ok");
  });
});

Deno.test("rerunNodes() does not blame a stage for files that changed meanwhile", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "note.txt");
    await Deno.writeTextFile(file, "before");
    const targets = { a: readText({ path: "note.txt" }).text };
    const store = join(folder, "store");
    await play(store, targets, { directory: folder });
    const report = await rerun(store, targets, {
      directory: folder,
      onChosen: () => Deno.writeTextFileSync(file, "after!"),
    });
    assert.deepEqual(statuses(report), [
      "readText failed".replace("readText", "read"),
    ]);
    assert.match(report.results[0]!.reason, /files it reads changed/);
  });
});

Deno.test("rerunNodes() leaves a store opened for reading as it is", async () => {
  await withFolder(async (folder) => {
    await play(folder, soundTargets());
    const before = contents(folder);
    const report = await rerun(folder, soundTargets(), { readonly: true });
    assert.equal(report.status, "ok");
    assert.deepEqual(contents(folder), before);
  });
});

Deno.test("rerunNodes() draws nodes, and stops when it is told to", async () => {
  await withFolder(async (folder) => {
    await play(folder, soundTargets());
    const some = await rerun(folder, soundTargets(), {
      count: 2,
      sampleSeed: 3,
    });
    assert.equal(some.results.length, 2);
    assert.equal(some.stored, 4);
    const stop = new AbortController();
    const stopped = await rerun(folder, soundTargets(), {
      jobs: 1,
      signal: stop.signal,
      onResult: () => stop.abort(),
    });
    assert.equal(stopped.status, "interrupted");
    assert.deepEqual(
      stopped.results.map(({ status }) => status),
      ["same", "stopped", "stopped", "stopped"],
    );
  });
});

Deno.test("rerunNodes() cleans up after one that was killed", async () => {
  await withFolder(async (folder) => {
    await play(folder, soundTargets());
    const dead = join(folder, "scratch", "dead");
    await Deno.mkdir(join(dead, "0", "cas"), { recursive: true });
    await Deno.writeTextFile(`${dead}.lock`, "");
    assert.equal((await rerun(folder, soundTargets())).status, "ok");
    assert.deepEqual(listFiles(join(folder, "scratch")), []);
    assert.equal(await Deno.stat(dead).catch(() => undefined), undefined);
  });
});

Deno.test("rerunNodes() says when there is nothing to execute", async () => {
  await withFolder(async (folder) => {
    await assert.rejects(rerun(folder, soundTargets()), {
      code: "misuse",
      message: /none of this pipeline is in the store.*make them with run/,
    });
  });
});
