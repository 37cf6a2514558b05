import assert from "node:assert/strict";
import { withFolder } from "../../fixtures/folder.ts";
import { processesWith, waitForNone } from "../../fixtures/processes.ts";
import { fork } from "../../fixtures/reaching_stages.ts";
import { play } from "../../fixtures/run.ts";

/** A time to sleep that no other process has. */
function oddSeconds(): string {
  return `${600 + Deno.pid / 1e7 + Math.random() / 1e3}`;
}

const PERMISSIONS = { write: [], net: [], run: ["sleep"] };

for (const then of ["return", "throw", "exit"] as const) {
  Deno.test({
    name: `what a stage starts ends with its run, also when it ${then}s`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      await withFolder(async (folder) => {
        const seconds = oddSeconds();
        const { text } = fork({ seconds, then });
        let seen = 0;
        const run = await play(folder, { text }, {
          executor: "process",
          permissions: PERMISSIONS,
          onEvent(event) {
            if (event.type !== "node-log") return;
            seen = processesWith(`sleep ${seconds}`).length;
          },
        });
        assert.equal(run.status, then === "return" ? "ok" : "failed");
        assert.equal(seen, 1);
        assert.ok(await waitForNone(`sleep ${seconds}`, 1), "left over");
      });
    },
  });
}

Deno.test({
  name: "what a hanging stage started ends with it when the run is killed",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withFolder(async (folder) => {
      const seconds = oddSeconds();
      const kill = new AbortController();
      const { text } = fork({ seconds, then: "hang" });
      const run = await play(folder, { text }, {
        executor: "process",
        permissions: PERMISSIONS,
        kill: kill.signal,
        onEvent(event) {
          if (event.type === "node-log") setTimeout(() => kill.abort(), 100);
        },
      });
      assert.equal(run.status, "interrupted");
      assert.ok(await waitForNone(`sleep ${seconds}`, 1), "left over");
    });
  },
});

Deno.test({
  name: "a program that leaves the group does not hold the run up",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withFolder(async (folder) => {
      // What escapes lives for five seconds only.
      const seconds = `5.${Deno.pid}${Math.trunc(Math.random() * 1e6)}`;
      const { text } = fork({ seconds, then: "exit", daemon: true });
      const started = performance.now();
      const run = await play(folder, { text }, {
        executor: "process",
        permissions: { ...PERMISSIONS, run: ["setsid"] },
      });
      assert.equal(run.failed, 1);
      assert.ok(performance.now() - started < 4500, "held up");
      assert.ok(await waitForNone(`sleep ${seconds}`, 10));
    });
  },
});
