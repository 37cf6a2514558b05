import assert from "node:assert/strict";
import type {
  NodeResult,
  RunEvent,
} from "../../../../lib/run/observe/events.ts";
import { jsonPrinter } from "../../../../lib/run/observe/print/json.ts";
import { linePrinter } from "../../../../lib/run/observe/print/line.ts";
import { livePrinter } from "../../../../lib/run/observe/print/live.ts";
import type { Printer } from "../../../../lib/run/observe/print/printer.ts";
import { quietPrinter } from "../../../../lib/run/observe/print/quiet.ts";
import { formatSeconds } from "../../../../lib/run/observe/print/duration.ts";
import {
  formatBytes,
  formatFigure,
  formatRate,
} from "../../../../lib/run/observe/print/format.ts";

const output = { digest: "d", size: 1, kind: "k", kindVersion: 1 };

function ended(result: Partial<NodeResult>): RunEvent {
  return {
    type: "node-finished",
    node: "generate.gan[width=8]",
    stage: "generate.gan",
    status: "ran",
    key: "abc",
    outputs: { generator: output },
    seconds: 1.23456,
    reason: "never run",
    log: undefined,
    ...result,
  };
}

const EVENTS: readonly RunEvent[] = [
  { type: "run-started", run: "r", pipeline: "p", nodes: 3, jobs: 2 },
  { type: "planned", hits: 1, runs: 1, pending: 1 },
  ended({ status: "hit", node: "data.mnist", reason: "", seconds: 0 }),
  {
    type: "node-started",
    node: "generate.gan[width=8]",
    stage: "generate.gan",
    key: "abc",
    attempt: 2,
    reason: "never run",
    cues: ["never"],
    log: "/s/logs/r/1-generate.gan[width=8].2.log",
    resumes: true,
  },
  {
    type: "node-progress",
    node: "generate.gan[width=8]",
    elapsed: 1,
    progress: { done: 0, total: 100, unit: "step", metrics: { loss: 0.51234 } },
  },
  {
    type: "node-progress",
    node: "generate.gan[width=8]",
    elapsed: 41,
    progress: { done: 80, total: 100, unit: "step", metrics: { loss: 0.4 } },
  },
  { type: "warning", node: undefined, message: "careful" },
  ended({
    status: "failed",
    reason: "Cannot run node 'x': it broke",
    outputs: {},
    log: "/logs/x.log",
  }),
  ended({
    status: "blocked",
    node: "score",
    key: undefined,
    outputs: {},
    reason: "its input x failed",
  }),
  {
    type: "run-finished",
    status: "failed",
    ran: 0,
    hits: 1,
    failed: 1,
    blocked: 1,
    seconds: 83.4,
  },
];

Deno.test("jsonPrinter() prints one line a node and one for the run", () => {
  let text = "";
  const printer = jsonPrinter((part) => text += part);
  for (const event of EVENTS) printer.event(event);
  printer.event(ended({}));
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ status }) => status), [
    "hit",
    "failed",
    "blocked",
    "failed",
    "ran",
  ]);
  assert.deepEqual(lines[4], {
    event: "node",
    node: "generate.gan[width=8]",
    stage: "generate.gan",
    status: "ran",
    key: "abc",
    outputs: { generator: "d" },
    seconds: 1.235,
    reason: "never run",
  });
  assert.equal(lines[2].key, null);
  assert.deepEqual(lines[3], {
    event: "run",
    status: "failed",
    ran: 0,
    hits: 1,
    failed: 1,
    seconds: 83.4,
  });
});

Deno.test("linePrinter() prints plain lines and progress now and then", () => {
  let text = "";
  const printer = linePrinter((part) => text += part);
  for (const event of EVENTS) printer.event(event);
  assert.deepEqual(text.split("\n"), [
    "1 of 3 nodes are in the store",
    "> generate.gan[width=8]  (from its checkpoint)  never run",
    "  generate.gan[width=8]  80/100 step  loss 0.4",
    "! careful",
    "✗ Cannot run node 'x': it broke",
    "  log: /logs/x.log",
    "- score: its input x failed",
    "Failed: 0 ran, 1 from the store, 1 failed, 1 not run in 1 min 23 s",
    "",
  ]);
});

/** A run that meets a shared cache, from its start to its end. */
function cacheEvent(
  elapsed: number,
  [looked, sent]: readonly [number, number],
): RunEvent {
  return {
    type: "cache-progress",
    elapsed,
    lookups: { done: looked, total: 12, bytes: 9e6, rate: 40_400_000 },
    uploads: { done: sent, total: 3, bytes: 0, rate: 0 },
  };
}

const WITH_CACHE: readonly RunEvent[] = [
  EVENTS[0]!,
  ended({ status: "hit", reason: "from the cache" }),
  cacheEvent(1, [1, 3]),
  cacheEvent(6, [3, 3]),
  cacheEvent(7, [4, 2]),
  cacheEvent(12, [4, 2]),
  cacheEvent(18, [12, 3]),
  {
    type: "run-finished",
    status: "ok",
    ran: 3,
    hits: 9,
    failed: 0,
    blocked: 0,
    seconds: 20,
    cache: {
      hits: 8,
      sent: 3,
      bytesIn: 9_240_000,
      secondsIn: 0.5,
      bytesOut: 0,
      secondsOut: 0.12345,
      retries: 1,
    },
  },
];

const CACHE_END =
  "Done: 3 ran, 1 from the store, 8 from the cache in 20 s; 9.2 MB at 18 MB/s received, nothing sent";

Deno.test("linePrinter() tells how far a shared cache is every five seconds", () => {
  let text = "";
  const printer = linePrinter((part) => text += part);
  for (const event of WITH_CACHE) printer.event(event);
  assert.deepEqual(text.split("\n"), [
    "↓ generate.gan[width=8]  from the cache",
    "  looking up 3 of 12, 40 MB/s",
    "  looking up 4 of 12, 40 MB/s; uploading 2 of 3",
    CACHE_END,
    "",
  ]);
});

Deno.test("livePrinter() shows how far a shared cache is while it is waited for", () => {
  let text = "";
  const printer = livePrinter((part) => text += part, { now: () => 0 });
  for (const event of WITH_CACHE.slice(0, 5)) printer.event(event);
  assert.deepEqual(screen(text), [
    "↓ generate.gan[width=8]  from the cache",
    "  looking up 4 of 12, 40 MB/s; uploading 2 of 3",
    "███████░░░░░░░░░░░░░ 1/3 nodes  0.0 s",
    "",
  ]);
  for (const event of WITH_CACHE.slice(5)) printer.event(event);
  assert.deepEqual(screen(text), [
    "↓ generate.gan[width=8]  from the cache",
    CACHE_END,
    "",
  ]);
});

Deno.test("jsonPrinter() ends with what a run had of its shared cache", () => {
  let text = "";
  const printer = jsonPrinter((part) => text += part);
  for (const event of WITH_CACHE) printer.event(event);
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ event }) => event), ["node", "run"]);
  assert.deepEqual(lines[1].cache, {
    hits: 8,
    sent: 3,
    bytesIn: 9_240_000,
    secondsIn: 0.5,
    bytesOut: 0,
    secondsOut: 0.123,
    retries: 1,
  });
});

Deno.test("formatBytes() is brief", () => {
  const bytes = [0, 999, 1000, 9949, 9950, 999_499, 999_500, 4.04e7, 3e12];
  assert.deepEqual(bytes.map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 kB",
    "9.9 kB",
    "10 kB",
    "999 kB",
    "1.0 MB",
    "40 MB",
    "3.0 TB",
  ]);
});

/** What a terminal shows after some text, with the escapes the view uses. */
function screen(text: string): string[] {
  const lines = [""];
  // deno-lint-ignore no-control-regex -- terminal escapes
  for (const part of text.split(/(\x1b\[\d*[AJ]|\n)/)) {
    // deno-lint-ignore no-control-regex -- terminal escapes
    const escape = part.match(/^\x1b\[(\d*)([AJ])$/);
    if (escape?.[2] === "A") lines.splice(lines.length - 1 - Number(escape[1]));
    if (escape?.[2] === "A") lines.push("");
    else if (part === "\n") lines.push("");
    else if (escape === null) lines[lines.length - 1] += part;
  }
  return lines;
}

Deno.test("livePrinter() shows a bar, a rate, losses and time left", () => {
  let text = "";
  let time = 0;
  const printer = livePrinter((part) => text += part, {
    columns: () => 120,
    now: () => time,
  });
  for (const event of EVENTS.slice(0, 5)) printer.event(event);
  time = 40_000;
  printer.event(EVENTS[5]!);
  assert.deepEqual(screen(text), [
    "1 of 3 nodes are in the store",
    "  ████████████████░░░░ generate.gan[width=8]  80/100  2 step/s  loss 0.4  10 s left",
    "███████░░░░░░░░░░░░░ 1/3 nodes  40 s",
    "",
  ]);
  for (const event of EVENTS.slice(6)) printer.event(event);
  assert.deepEqual(screen(text), [
    "1 of 3 nodes are in the store",
    "! careful",
    "✗ Cannot run node 'x': it broke",
    "  log: /logs/x.log",
    "- score: its input x failed",
    "Failed: 0 ran, 1 from the store, 1 failed, 1 not run in 1 min 23 s",
    "",
  ]);
  printer.close();
});

Deno.test("livePrinter() redraws at most ten times a second, within the width", () => {
  let writes = 0;
  let widest = 0;
  let time = 0;
  const printer = livePrinter((part) => {
    writes++;
    for (const line of part.split("\n")) {
      widest = Math.max(widest, [...line].length);
    }
  }, { columns: () => 60, now: () => time });
  printer.event(EVENTS[0]!);
  printer.event(EVENTS[3]!);
  const before = writes;
  for (time = 0; time < 1000; time++) printer.event(EVENTS[4]!);
  assert.ok(writes - before <= 11, `${writes - before} writes`);
  assert.ok(widest <= 60 + 8, `${widest} wide, escapes included`);
  printer.close();
});

Deno.test("formatSeconds(), formatFigure() and formatRate() are brief", () => {
  const seconds = [0.04, 9.94, 9.96, 59.6, 61, 3599.6, 3600, 7620, 360_000];
  assert.deepEqual(seconds.map(formatSeconds), [
    "0.0 s",
    "9.9 s",
    "10 s",
    "1 min 00 s",
    "1 min 01 s",
    "1 h 00 min",
    "1 h 00 min",
    "2 h 07 min",
    "100 h 00 min",
  ]);
  const figures = [0, 3, 0.123456, -12345.678, 1e-9, 2e9, NaN];
  assert.deepEqual(figures.map(formatFigure), [
    "0",
    "3",
    "0.1235",
    "-12350",
    "1.00e-9",
    "2.00e+9",
    "NaN",
  ]);
  assert.equal(formatRate(12.345, "step"), "12.35 step/s");
  assert.equal(formatRate(0.25, "step"), "4 s/step");
  assert.equal(formatRate(0, "step"), "");
});

Deno.test("printers show what foreign text holds for a terminal to obey", () => {
  const name = "no\x1b[2Jde";
  const started = {
    type: "node-started",
    node: name,
    stage: "s",
    key: "k",
    attempt: 1,
    reason: "axis \x9b31m",
    cues: [],
    log: "",
    resumes: false,
  } as const;
  const events: readonly RunEvent[] = [
    { type: "run-started", run: "r", pipeline: "p", nodes: 1, jobs: 1 },
    started,
    { type: "warning", node: name, message: `\x07${name}` },
    ended({ node: name, status: "failed", reason: `${name} \u202ebroke` }),
  ];
  const makers: readonly ((write: (text: string) => void) => Printer)[] = [
    (write) => linePrinter(write),
    (write) => livePrinter(write),
    (write) => jsonPrinter(write, write),
    (write) => quietPrinter(write),
  ];
  for (const make of makers) {
    let text = "";
    const printer = make((part) => text += part);
    events.forEach((event) => printer.event(event));
    printer.close();
    // What the live view itself draws with.
    // deno-lint-ignore no-control-regex
    const shown = text.replaceAll(/\x1b\[\d+[AJ]/g, "");
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(shown, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.match(shown, /no\\u001b\[2Jde/);
  }
});

Deno.test("printers tell of rounds, and of what one made only once", () => {
  let out = "";
  const write = (text: string) => out += text;
  const events: readonly RunEvent[] = [
    { type: "round", round: 1, known: [], open: "a.choose" },
    { type: "round", round: 2, known: ["a.choose"], open: undefined },
    { ...ended({ status: "hit" }), again: true } as RunEvent,
    {
      type: "run-finished",
      status: "ok",
      ran: 1,
      hits: 0,
      failed: 0,
      blocked: 0,
      seconds: 1,
      rounds: 2,
    },
  ];
  const json = jsonPrinter(write);
  events.forEach(json.event);
  assert.equal(
    out,
    `{"event":"round","round":1,"known":[],"open":"a.choose"}
{"event":"round","round":2,"known":["a.choose"],"open":null}
{"event":"run","status":"ok","ran":1,"hits":0,"failed":0,"seconds":1,"rounds":2,"open":null}
`,
  );
  for (const printer of [linePrinter(write), livePrinter(write)]) {
    out = "";
    events.forEach(printer.event);
    assert.match(
      out,
      /^Round 1: a\.choose decides what follows\nRound 2: nothing is left to decide\n/,
    );
  }
});
