import assert from "node:assert/strict";
import { join as joinPath } from "node:path";
import { grid } from "../../../lib/dsl/grid.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { canMount, withMount } from "../../fixtures/mount.ts";
import { play, readTarget } from "../../fixtures/run.ts";
import {
  clock,
  draw,
  emit,
  join,
  misbehave,
  readText,
  subtract,
  truncate,
  walk,
} from "../../fixtures/stages.ts";

const MOUNTABLE = await canMount();

function difference(value: number) {
  const left = emit({ values: [value] }).numbers;
  const right = emit({ values: [1] }).numbers;
  const whole = truncate({ numbers: left }).numbers;
  return { result: subtract({ left: whole, right }).numbers };
}

Deno.test("runGraph() makes targets, then finds them in the store", async () => {
  await withFolder(async (folder) => {
    const first = await play(folder, difference(5.5));
    assert.equal(first.status, "ok");
    assert.deepEqual([first.ran, first.hits], [4, 0]);
    assert.deepEqual(readTarget(folder, first, "result"), [4]);
    const second = await play(folder, difference(5.5));
    assert.deepEqual([second.ran, second.hits], [0, 4]);
    assert.deepEqual(second.targets, first.targets);
  });
});

Deno.test("runGraph() runs only what hangs on a change, and stops early", async () => {
  await withFolder(async (folder) => {
    await play(folder, difference(5.5));
    const cut = await play(folder, difference(5.9));
    assert.deepEqual(cut.statuses, [
      "emit ran",
      "truncate ran",
      "emit hit",
      "subtract hit",
    ]);
    const through = await play(folder, difference(6.1));
    assert.deepEqual(through.statuses, [
      "emit ran",
      "truncate ran",
      "emit hit",
      "subtract ran",
    ]);
    assert.deepEqual(through.nodes.map(({ reason }) => reason), [
      "config.values.0 5.9 → 6.1",
      "input numbers changed",
      "",
      "input left changed",
    ]);
    const back = await play(folder, difference(5.5));
    assert.equal(back.ran, 0);
  });
});

Deno.test("runGraph() makes only wanted targets, and forced nodes again", async () => {
  await withFolder(async (folder) => {
    const targets = {
      a: emit({ values: [1] }).numbers,
      b: emit({ values: [2] }).numbers,
    };
    const only = await play(folder, targets, { only: ["b"] });
    assert.deepEqual(only.nodes.length, 1);
    assert.deepEqual(Object.keys(only.targets), ["b"]);
    const all = await play(folder, targets);
    assert.deepEqual(all.statuses, ["emit ran", "emit hit"]);
    const force = [all.nodes[0]!.node];
    const forced = await play(folder, targets, { force });
    assert.deepEqual(forced.statuses, ["emit ran", "emit hit"]);
    assert.equal(forced.nodes[0]!.reason, "forced");
    const misuse = { name: "PipelineError", code: "misuse" };
    await assert.rejects(play(folder, targets, { only: ["c"] }), {
      ...misuse,
      message: /no such target or node; its targets: a, b/,
    });
    await assert.rejects(play(folder, targets, { force: ["c"] }), misuse);
    await assert.rejects(play(folder, targets, { engine: "abacus" }), {
      ...misuse,
      message: /Cannot use engine 'abacus': expected one of auto, onnx/,
    });
  });
});

Deno.test("runGraph() goes on with what does not hang on a failed node", async () => {
  await withFolder(async (folder) => {
    const broken = misbehave({}, { how: "throw" }).numbers;
    const fine = emit({ values: [1] }).numbers;
    const targets = {
      x: truncate({ numbers: truncate({ numbers: broken }).numbers }).numbers,
      y: truncate({ numbers: fine }).numbers,
    };
    const run = await play(folder, targets, { jobs: 1 });
    assert.equal(run.status, "failed");
    assert.deepEqual(run.statuses, [
      "misbehave failed",
      "truncate blocked",
      "truncate blocked",
      "emit ran",
      "truncate ran",
    ]);
    assert.deepEqual(Object.keys(run.targets), ["y"]);
    const [failed, blocked] = run.nodes;
    assert.equal(
      failed!.reason,
      "Cannot run node 'test.misbehave': Cannot go on: the moon is full",
    );
    assert.match(blocked!.reason, /its input test.misbehave failed/);
    const log = Deno.readTextFileSync(failed!.log!);
    assert.match(log, /how: throw[^]*RangeError: Cannot go on[^]*stages\.ts/);
    const stopped = await play(folder, targets, { jobs: 1, keepGoing: false });
    assert.deepEqual([stopped.ran, stopped.hits, stopped.failed], [0, 2, 1]);
  });
});

Deno.test("runGraph() names the node and the port of a bad result", async () => {
  const cases = {
    nan:
      /'test.misbehave': its output 'numbers' is no valid 'test\/numbers': holds NaN$/,
    missing:
      /it returned nothing for its output 'numbers'; return every output that it declares$/,
    extra:
      /it returned 'letters', which is none of its outputs: 'numbers'; declare it or leave it out$/,
    nothing: /it returned undefined; return a record with 'numbers'$/,
    wrong: /its output 'numbers' is no valid 'test\/numbers': /,
    exit: /it called Deno.exit\(0\); a stage must return or throw$/,
  } as const;
  await withFolder(async (folder) => {
    for (const [how, message] of Object.entries(cases)) {
      const { numbers } = misbehave({}, { how: how as keyof typeof cases });
      const run = await play(folder, { numbers });
      assert.equal(run.failed, 1);
      assert.match(run.nodes[0]!.reason, message);
    }
    assert.equal(Deno.exit.name, "exit");
  });
});

Deno.test("runGraph() gives nodes of one seed common random numbers", async () => {
  await withFolder(async (folder) => {
    const targets = {
      short: draw({ count: 2, seed: 1 }).numbers,
      long: draw({ count: 3, seed: 1 }).numbers,
      other: draw({ count: 2, seed: 2 }).numbers,
    };
    const run = await play(folder, targets, { seed: 5 });
    const read = (name: string) => readTarget(folder, run, name) as number[];
    assert.deepEqual(read("short"), read("long").slice(0, 2));
    assert.notDeepEqual(read("short"), read("other"));
    const again = await play(folder, targets, { seed: 6 });
    assert.equal(again.ran, 3);
    assert.notDeepEqual(readTarget(folder, again, "short"), read("short"));
  });
});

Deno.test("runGraph() keeps the first result of a stage that is not deterministic", async () => {
  await withFolder(async (folder) => {
    const targets = { now: clock().numbers };
    const first = await play(folder, targets);
    const second = await play(folder, targets, { force: ["test.clock"] });
    assert.match(
      second.warnings.join(),
      /stage 'test.clock' is not deterministic: test.clock gave another numbers than before for the same key; the earlier one stays/,
    );
    assert.deepEqual(second.targets, first.targets);
  });
});

Deno.test("runGraph() keys files by content and watches them while it runs", async () => {
  await withFolder(async (folder) => {
    const directory = joinPath(folder, "data");
    const store = joinPath(folder, "store");
    Deno.mkdirSync(directory);
    const write = (name: string, text: string) =>
      Deno.writeTextFileSync(joinPath(directory, name), text);
    write("a.txt", "one");
    write("b.txt", "one");
    const read = (path: string) => ({ text: readText({ path }).text });
    const options = { directory };
    assert.equal((await play(store, read("a.txt"), options)).ran, 1);
    assert.equal((await play(store, read("a.txt"), options)).ran, 0);
    assert.equal((await play(store, read("b.txt"), options)).ran, 0);
    write("a.txt", "two");
    const changed = await play(store, read("a.txt"), options);
    assert.deepEqual(changed.nodes.map(({ reason }) => reason), [
      "content of path changed",
    ]);
    await assert.rejects(play(store, read("c.txt"), options), {
      name: "PipelineError",
      code: "misuse",
      message:
        /c\.txt: no such file or folder; check config.path of node 'test.read'/,
    });
    const spoilt = readText({ path: "b.txt", spoil: true });
    const refused = await play(store, { text: spoilt.text }, options);
    assert.match(refused.nodes[0]!.reason, /files it reads changed meanwhile/);
    assert.equal((await play(store, { text: spoilt.text }, options)).failed, 1);
  });
});

Deno.test("runGraph() makes a damaged artifact again before it is read", async () => {
  for (const isSilent of [true, false]) {
    await withFolder(async (folder) => {
      const a = emit({ values: [1.5, 2.5] }).numbers;
      const { digest } = (await play(folder, { a })).targets.a!;
      {
        using store = Store.open(folder);
        const path = store.blobs.path(digest);
        const { atime, mtime } = Deno.statSync(path);
        Deno.writeTextFileSync(path, "[1.5,2.6]");
        // As a disk does that loses bits.
        if (isSilent) Deno.utimeSync(path, atime!, mtime!);
      }
      const targets = {
        b: truncate({ numbers: a }).numbers,
        c: subtract({ left: a, right: a }).numbers,
      };
      const run = await play(folder, targets, { jobs: 2 });
      assert.equal(run.status, "ok");
      assert.deepEqual(run.statuses, [
        "emit ran",
        "truncate ran",
        "subtract ran",
      ]);
      const logs = run.events.flatMap((event) =>
        event.type === "node-started" ? [event.log] : []
      );
      assert(logs.length > 3 || !isSilent, "a reader tried twice");
      assert.equal(new Set(logs).size, logs.length, logs.join("\n"));
      const noticed = isSilent ? run.warnings.join() : run.nodes[0]!.reason;
      assert.match(noticed, /damaged/);
      assert.deepEqual(readTarget(folder, run, "b"), [1, 2]);
    });
  }
});

Deno.test("runGraph() stops on request and goes on from the checkpoint", async () => {
  await withFolder(async (folder) => {
    const targets = {
      end: walk({ steps: 60, milliseconds: 5 }).numbers,
      rest: truncate({
        numbers: walk({ steps: 61, milliseconds: 5 }).numbers,
      }).numbers,
    };
    const stop = new AbortController();
    const run = await play(folder, targets, {
      jobs: 1,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === "node-progress" && event.progress.done === 20) {
          stop.abort();
        }
      },
    });
    assert.equal(run.status, "interrupted");
    assert.deepEqual(run.statuses, [
      "walk blocked",
      "walk blocked",
      "truncate blocked",
    ]);
    assert.match(run.nodes[0]!.reason, /goes on from its checkpoint/);
    assert.match(run.nodes[1]!.reason, /the run was interrupted/);
    const resumed = await play(folder, targets, { jobs: 1 });
    assert.equal(resumed.status, "ok");
    const lines = resumed.events.flatMap((event) =>
      event.type === "node-log" ? [event.line] : []
    );
    assert.ok(lines.some((line) => /resumes at step (19|2\d)/.test(line)));
    assert.deepEqual(Deno.readDirSync(`${folder}/tmp`).next().done, true);
    await withFolder(async (other) => {
      const whole = await play(other, targets);
      assert.deepEqual(whole.targets, resumed.targets);
    });
    using store = Store.open(folder);
    assert.equal(store.checkpoints.has(resumed.nodes[0]!.key!), false);
  });
});

Deno.test("runGraph() runs nodes of one key once", async () => {
  await withFolder(async (folder) => {
    const values = [1.2, 1.4, 1.6, 1.8];
    const rows = Object.fromEntries(
      values.map((value) => {
        const { numbers } = emit({ values: [value] });
        const whole = truncate({ numbers }).numbers;
        return [`${value}`, subtract({ left: whole, right: whole }).numbers];
      }),
    );
    const run = await play(folder, { text: join({ rows }).text }, { jobs: 4 });
    assert.equal(run.status, "ok");
    const count = (status: string) =>
      run.statuses.filter((text) => text === status).length;
    // The emitted and truncated numbers differ and agree, respectively.
    assert.deepEqual(
      ["emit ran", "truncate ran", "subtract ran", "subtract hit", "join ran"]
        .map(count),
      [4, 4, 1, 3, 1],
    );
  });
});

Deno.test("runGraph() records runs, attempts and logs", async () => {
  await withFolder(async (folder) => {
    const targets = {
      a: emit({ values: [1] }).numbers,
      b: misbehave({}, { how: "throw" }).numbers,
    };
    const { run } = await play(folder, targets);
    using store = Store.open(folder);
    const [record] = store.runs.list();
    assert.equal(record!.id, run);
    assert.equal(record!.status, "failed");
    assert.deepEqual([record!.ran, record!.failed], [1, 1]);
    const attempts = store.runs.attempts(run);
    assert.deepEqual(attempts.map(({ status }) => status).sort(), [
      "failed",
      "ran",
    ]);
    assert.deepEqual(store.runs.nodes(run).map(([node]) => node), [
      "test.emit",
    ]);
    const again = await play(folder, targets);
    const started = again.events.find((event) => event.type === "node-started");
    assert.equal(started?.type === "node-started" && started.attempt, 2);
  });
});

Deno.test("runGraph() emits events in order, one end a node", async () => {
  await withFolder(async (folder) => {
    const rows = grid(
      { i: [1, 2, 3] },
      ({ i }) => emit({ values: [i] }).numbers,
    );
    const { events } = await play(folder, { text: join({ rows }).text });
    const types = events.map(({ type }) => type);
    assert.deepEqual(types.slice(0, 2), ["run-started", "planned"]);
    assert.equal(types.at(-1), "run-finished");
    const ended = events.flatMap((event) =>
      event.type === "node-finished" ? [event.node] : []
    );
    assert.equal(ended.length, 4);
    assert.equal(new Set(ended).size, 4);
    for (const node of ended) {
      const start = events.findIndex((event) =>
        event.type === "node-started" && event.node === node
      );
      const end = events.findIndex((event) =>
        event.type === "node-finished" && event.node === node
      );
      assert.ok(start >= 0 && start < end);
    }
  });
});

Deno.test({
  name:
    "runGraph() fails with one sentence when the disk fills up, then goes on",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(3, async (folder) => {
      const store = joinPath(folder, "store");
      const small = emit({ values: [1] }).numbers;
      const large = draw({ count: 400_000 }).numbers;
      const targets = {
        small,
        large,
        after: truncate({ numbers: large }).numbers,
      };
      const run = await play(store, targets, { jobs: 1 });
      assert.equal(run.status, "failed");
      assert.deepEqual(run.statuses, [
        "emit ran",
        "draw failed",
        "truncate blocked",
      ]);
      assert.match(
        run.nodes[1]!.reason,
        /^Cannot write to the store at .*: no space is left on the device; free some space/,
      );
      assert.deepEqual(run.warnings, []);
      const again = await play(store, { small }, { jobs: 1 });
      assert.deepEqual(again.statuses, ["emit hit"]);
    });
  },
});

Deno.test({
  name: "runGraph() uses a read-only store as long as nothing has to run",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(4, async (folder, makeReadOnly) => {
      const store = joinPath(folder, "store");
      await play(store, difference(3));
      makeReadOnly();
      const run = await play(store, difference(3));
      assert.deepEqual([run.status, run.hits], ["ok", 4]);
      await assert.rejects(play(store, difference(4)), {
        name: "PipelineError",
        code: "store",
        message: /it is read-only; choose another folder with --store/,
      });
    });
  },
});
