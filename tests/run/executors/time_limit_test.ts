import assert from "node:assert/strict";
import { timeLimit } from "../../../lib/cli/time_limit.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { call } from "../../fixtures/cli.ts";
import { play } from "../../fixtures/run.ts";
import { emit, misbehave, truncate, walk } from "../../fixtures/stages.ts";

Deno.test("a stage that hangs or spins past --timeout is one failed node", async () => {
  await withFolder(async (folder) => {
    for (const how of ["hang", "spin"] as const) {
      const bad = misbehave({}, { how }).numbers;
      const run = await play(folder, {
        bad: truncate({ numbers: bad }).numbers,
        good: truncate({ numbers: emit({ values: [2.5] }).numbers }).numbers,
      }, { executor: "process", limit: { seconds: 0.5, grace: 300 } });
      assert.deepEqual([run.status, run.failed, run.blocked], ["failed", 1, 1]);
      assert.deepEqual(Object.keys(run.targets), ["good"]);
      const { reason } = run.nodes.find(({ status }) => status === "failed")!;
      assert.equal(
        reason,
        "Cannot run node 'test.misbehave': it ran longer than --timeout 0.5 s; it had saved no checkpoint; allow it more time",
      );
    }
  });
});

Deno.test("runs of --timeout after one another come to an end", async () => {
  await withFolder(async (folder) => {
    const targets = { end: walk({ steps: 60, milliseconds: 20 }).numbers };
    const seconds = 0.8;
    const once = () =>
      play(folder, targets, { executor: "process", limit: { seconds } });
    const first = await once();
    assert.equal(first.failed, 1);
    assert.equal(
      first.nodes[0]!.reason,
      "Cannot run node 'test.walk': it ran longer than --timeout 0.8 s; the next run goes on from its checkpoint",
    );
    let runs = 1;
    for (; runs < 20; runs++) if ((await once()).status === "ok") break;
    assert.ok(runs < 20, "it never ended");
  });
});

Deno.test("an attempt within --timeout is left alone", async () => {
  await withFolder(async (folder) => {
    const targets = { a: emit({ values: [1] }).numbers };
    const limit = { seconds: 3600 };
    const run = await play(folder, targets, { executor: "process", limit });
    assert.equal(run.status, "ok");
  });
});

Deno.test("--timeout takes durations, and only where it can hold", async () => {
  assert.equal(timeLimit("90s"), 90);
  assert.equal(timeLimit(" 1.5 h"), 5400);
  assert.equal(timeLimit("2d"), 172_800);
  for (const text of ["", "2", "h", "-1s", "0s", "1e3s", "99d", "2 weeks"]) {
    assert.throws(() => timeLimit(text), /expected a duration such as/);
  }
  const file = new URL("../../fixtures/numbers_pipeline.ts", import.meta.url);
  await withFolder(async (folder) => {
    const args = ["run", file.pathname, "--timeout"];
    const odd = await call(folder, ...args, "2 weeks");
    assert.equal(odd.code, 2);
    assert.match(odd.err, /expected a duration such as 90s/);
    const inline = await call(folder, ...args, "2h", "--executor", "inline");
    assert.equal(inline.code, 2);
    assert.match(
      inline.err,
      /^Cannot limit the time of stages in this process/,
    );
  });
});
