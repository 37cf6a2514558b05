import assert from "node:assert/strict";
import type { NodeResult, RunEvent } from "../../../lib/run/observe/events.ts";
import { paceOf } from "../../../lib/run/observe/pace.ts";
import {
  parseStatus,
  type RunStatus,
} from "../../../lib/run/observe/run_status.ts";
import { StatusBoard } from "../../../lib/run/observe/status_board.ts";

function ended(node: string, status: NodeResult["status"]): RunEvent {
  return {
    type: "node-finished",
    node,
    stage: "s",
    status,
    key: "k",
    outputs: {},
    seconds: 1,
    reason: "",
    log: undefined,
  };
}

function started(node: string): RunEvent {
  return {
    type: "node-started",
    node,
    stage: "s",
    key: "k",
    attempt: 2,
    reason: "config.token hunter2 → hunter3",
    cues: ["config"],
    log: `/s/logs/r/0-${node}.2.log`,
    resumes: true,
  };
}

function begun(nodes: number): RunEvent {
  return { type: "run-started", run: "r", pipeline: "p", nodes, jobs: 2 };
}

Deno.test("StatusBoard tells what runs, at its pace since it resumed", () => {
  let now = 1000;
  const notes: string[] = [];
  using board = new StatusBoard((text) => notes.push(text), () => now);
  board.event(begun(4));
  board.event({ type: "planned", hits: 1, runs: 1, pending: 2 });
  board.event(ended("a", "hit"));
  board.event(started("b"));
  const progress = (done: number) =>
    board.event({
      type: "node-progress",
      node: "b",
      progress: { done, total: 100, unit: "step", metrics: { loss: NaN } },
      elapsed: 1,
    });
  progress(40);
  now += 2000;
  progress(60);
  board.event({ type: "node-checkpoint", node: "b", bytes: 9 });
  now += 500;
  const { status } = board;
  assert.deepEqual(
    [status.phase, status.hits, status.left],
    ["running", 1, 2],
  );
  const [node] = status.running;
  assert.deepEqual([node!.attempt, node!.resumed], [2, true]);
  assert.deepEqual([node!.started, node!.checkpoint], [1000, 3000]);
  assert.deepEqual([node!.rate, node!.left], [8, 5]);
  // As another process reads it: figures that are no numbers included.
  const noted = parseStatus(JSON.stringify(board.status))!;
  assert.deepEqual(noted.running[0]!.progress!.metrics, { loss: "NaN" });
  assert(!notes.some((note) => note.includes("hunter")));
  board.event({ type: "stopping", message: "" });
  assert.equal(board.status.phase, "stopping");
  board.event(ended("b", "blocked"));
  board.event(ended("c", "blocked"));
  board.event(ended("d", "blocked"));
  const last: RunStatus = parseStatus(notes.at(-1))!;
  assert.deepEqual(
    [last.phase, last.blocked, last.left, last.running],
    ["ending", 3, 0, []],
  );
});

Deno.test("StatusBoard notes 100,000 ends with a handful of writes", () => {
  let writes = 0;
  const start = performance.now();
  using board = new StatusBoard(() => writes++);
  board.event(begun(100_000));
  for (let i = 0; i < 100_000; i++) board.event(ended("a", "hit"));
  assert(writes >= 2 && writes < 10, String(writes));
  assert(performance.now() - start < 2000);
});

Deno.test("StatusBoard notes again at the latest after five seconds, and survives a full disk", async () => {
  const times: number[] = [];
  using board = new StatusBoard(() => {
    times.push(performance.now());
    throw new Error("no space left");
  });
  board.event(begun(1));
  board.event(started("a"));
  // Its timer does not keep a process alive; this one does.
  await new Promise((done) => setTimeout(done, 7000));
  assert.equal(times.length, 3);
  const [first, second, third] = times as [number, number, number];
  assert(second - first > 900 && second - first < 3000);
  assert(third - second > 4500);
});

Deno.test("parseStatus() reads nothing from what is damaged", () => {
  using board = new StatusBoard(() => {});
  board.event(begun(3));
  const text = JSON.stringify(board.status);
  assert.deepEqual(parseStatus(text), board.status && JSON.parse(text));
  assert.equal(parseStatus(undefined), undefined);
  assert.equal(parseStatus(""), undefined);
  assert.equal(parseStatus(text.slice(0, -9)), undefined);
  assert.equal(parseStatus(text.replace("planning", "dreaming")), undefined);
  assert.equal(parseStatus("null"), undefined);
});

Deno.test("paceOf() counts from the first progress, and knows no end without a rate", () => {
  const first = { done: 100, at: 0 };
  assert.deepEqual(paceOf({ done: 150, total: 200 }, first, 10_000), {
    rate: 5,
    left: 10,
  });
  assert.deepEqual(paceOf({ done: 100, total: 200 }, first, 0), {
    rate: 0,
    left: undefined,
  });
  assert.equal(paceOf({ done: 50, total: 200 }, first, 1000).left, undefined);
});
