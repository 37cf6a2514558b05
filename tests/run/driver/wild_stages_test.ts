import assert from "node:assert/strict";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play, readTarget } from "../../fixtures/run.ts";
import { calm, HOWS, wild } from "../../fixtures/wild_stages.ts";

/**
 * Runs a wild stage, and then two calm ones in the same process if that is
 * left: they must not notice. Says how the wild one ended.
 */
async function tame(how: string, folder: string) {
  const run = await play(folder, {
    wild: wild({ how }).numbers,
    calm: calm({ values: [2] }).numbers,
    still: calm({ values: [3] }).numbers,
  }, { executor: "process", jobs: 1 });
  const [first, ...others] = run.nodes;
  for (const { status, log } of others) {
    assert.equal(status, "ran", how);
    const lines = Deno.readTextFileSync(log!).split("\n").filter(Boolean);
    assert.ok(lines.includes("all is calm"), how);
    assert.ok(!lines.includes("too late"), how);
  }
  assert.deepEqual(readTarget(folder, run, "still"), [3]);
  using store = Store.open(folder, { readonly: true });
  assert.equal(store.runs.list({ limit: 1 })[0]!.status, run.status, how);
  const { status, reason, log } = first!;
  assert.ok(!reason.includes("\n") && reason.length < 1200, reason);
  const text = log === undefined ? "" : Deno.readTextFileSync(log);
  return { status, reason, log: text, events: run.events };
}

/** What some ways of misbehaving lead to; all others do no harm. */
const FAILURES: Readonly<Record<string, RegExp>> = {
  "throw: null": /': it threw null; throw an Error with a message$/,
  "throw: undefined": /': it threw undefined; throw an Error with a message$/,
  "throw: text": /': a text$/,
  "throw: symbol": /': it threw Symbol\(s\); throw an Error/,
  "throw: bare object": /': it threw \[Object: null prototype\] \{\}; throw/,
  "throw: circle": /': it threw <ref \*1> \{ self: \[Circular \*1\] \}; throw/,
  "throw: trap": /': it threw .*; throw an Error with a message$/,
  "throw: message of another type": /': it threw .*; throw an Error/,
  "throw: long": /': h{1000}… \(199000 more characters were cut\)$/,
  "globals: toJSON": /it had replaced or frozen a prototype, which everything/,
  "globals: Date": /it had replaced or frozen Date, which everything/,
  "globals: arrays": /it had replaced or frozen Array\.prototype\.map, which/,
  "globals: encoder": /or frozen TextEncoder\.prototype\.encode, which/,
  "fail: promise":
    /': a promise that nothing awaited was rejected: nobody listens$/,
  "fail: timer": /': an error was thrown that nothing caught: from a timer$/,
  "exit: Deno":
    /': it ended its process with exit code 0 \(.*wild_stages\.ts:\d+\); a stage must return or throw$/,
  "exit: Node":
    /': it ended its process with exit code 3 \(.*wild_stages\.ts:\d+\); a stage/,
  "signal: SEGV": /': its process crashed \(SIGSEGV\)$/,
  "signal: ABRT": /': its process crashed \(SIGABRT\)$/,
};

const OTHERS = [
  "figures",
  "input: read",
  "log",
  "handled: promise",
  "late: promise",
  "late: timer",
  "late: soon",
  "late: exit",
  "late: report",
];

Deno.test("process executor lets no stage end the run, or spoil the next", async () => {
  const hows = new Set([...HOWS, ...Object.keys(FAILURES), ...OTHERS]);
  assert.ok(hows.size > 45);
  for (const how of hows) {
    await withFolder(async (folder) => {
      const { status, reason } = await tame(how, folder);
      const expected = FAILURES[how];
      assert.equal(status, expected === undefined ? "ran" : "failed", how);
      if (expected !== undefined) assert.match(reason, expected);
    });
  }
});

Deno.test("process executor passes on figures that are not finite", async () => {
  await withFolder(async (folder) => {
    const { events } = await tame("figures", folder);
    const told = events.flatMap((event) =>
      event.type === "node-progress" ? [event.progress] : []
    );
    assert.deepEqual(told, [{
      done: 1,
      total: 9,
      metrics: { a: NaN, b: Infinity, c: -Infinity, d: 0.5 },
    }]);
  });
});

Deno.test("process executor says in the log why progress is not shown", async () => {
  await withFolder(async (folder) => {
    const { log } = await tame("progress: negative", folder);
    assert.equal(
      log,
      "Cannot show its progress: expected 'done' to be a number from 0, got -1\n",
    );
  });
});

Deno.test("process executor logs what looks like a message", async () => {
  await withFolder(async (folder) => {
    const { log } = await tame("output: record of another type", folder);
    assert.equal(log, '\x1e{"a":1}\n');
    const { log: forged } = await tame("output: forged", `${folder}/2`);
    assert.match(forged, /^\n\{"type":"outcome","end":.*\}\n$/);
  });
});

Deno.test("process executor takes time in proportion to a long line, and cuts it", async () => {
  await withFolder(async (folder) => {
    const started = performance.now();
    const { log } = await tame("output: one long line", folder);
    const seconds = (performance.now() - started) / 1000;
    assert.equal(
      log.length,
      65_536 + "… (62849024 more characters were cut)\n".length,
    );
    assert.match(log, /^a{65536}… \(62849024 more characters were cut\)\n$/);
    assert.ok(seconds < 10, `${seconds} s`);
  });
});

Deno.test("process executor gives stages an empty input, and logs all values", async () => {
  await withFolder(async (folder) => {
    assert.equal((await tame("input: read", folder)).log, "read null\n");
    const { log } = await tame("log", `${folder}/2`);
    const [nothing, five, symbol, long, ...rest] = log.split("\n");
    assert.deepEqual([nothing, five, symbol], ["null", "5", "Symbol(s)"]);
    assert.match(long!, /^l{65536}… \(2934464 more characters were cut\)$/);
    assert.deepEqual(rest, ["a", "b", ""]);
  });
});

Deno.test("process executor blames no node for what an earlier one left behind", async () => {
  await withFolder(async (folder) => {
    const { events } = await tame("late: timer", folder);
    const lines = events.flatMap((event) =>
      event.type === "node-log" ? [`${event.node}: ${event.line}`] : []
    );
    assert.ok(
      lines.some((line) =>
        /^test\.calm.*perhaps left behind by an earlier node/.test(line)
      ),
      lines.join("\n"),
    );
  });
});

Deno.test("runGraph() rejects with what a listener threw, after the run has ended", async () => {
  await withFolder(async (folder) => {
    const targets = { calm: calm({ values: [4] }).numbers };
    await assert.rejects(
      play(folder, targets, {
        executor: "process",
        onEvent(event) {
          if (event.type === "node-log") throw new RangeError("a bad listener");
        },
      }),
      /^RangeError: a bad listener$/,
    );
    using store = Store.open(folder, { readonly: true });
    const [run] = store.runs.list({ limit: 1 });
    assert.deepEqual([run!.status, run!.ran], ["ok", 1]);
  });
});
