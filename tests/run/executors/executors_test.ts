import assert from "node:assert/strict";
import { z } from "zod";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import type { Job } from "../../../lib/run/attempt/job.ts";
import {
  EXECUTOR_NAMES,
  openExecutor,
  runsInDriver,
} from "../../../lib/run/executors/executors.ts";
import type { Executor } from "../../../lib/run/executors/executor.ts";
import { rerunNodes } from "../../../lib/run/rerun/rerun.ts";
import { openRounds, settleRound } from "../../../lib/run/rounds/rounds.ts";
import { runRounds } from "../../../lib/run/rounds/run_rounds.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play } from "../../fixtures/run.ts";
import { emit, walk } from "../../fixtures/stages.ts";

/** An executor of a caller's own, which tells what it was asked for. */
async function ownExecutor() {
  const { executor: inline } = await openExecutor("inline");
  const jobs: Job[] = [];
  const calls: string[] = [];
  const executor: Executor = {
    run(job, stage, hooks) {
      jobs.push(job);
      return inline.run(job, stage, hooks);
    },
    stop() {
      calls.push("stop");
      inline.stop();
    },
    kill() {
      calls.push("kill");
      inline.kill();
    },
    close() {
      calls.push("close");
      return inline.close();
    },
  };
  return { executor, jobs, calls };
}

/** Looks at one number, then makes a target of it: two rounds. */
const doubling = definePipeline({
  name: "test",
  params: z.object({}),
  targets: (_, { known }) => {
    const { numbers } = emit({ values: [1] });
    const found = known(numbers);
    return found === undefined
      ? { numbers }
      : { last: emit({ values: found.map((value) => 2 * value) }).numbers };
  },
});

Deno.test("a caller's own executor runs all rounds, and checks of them, and stays open", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const { executor, jobs, calls } = await ownExecutor();
    const run = await runRounds(openRounds(doubling), store, { executor });
    assert.deepEqual([run.status, run.ran, run.rounds], ["ok", 2, 2]);
    assert.equal(jobs.length, 2);
    assert.ok(jobs.every((job) => job.store === folder));
    const { graph } = await settleRound(openRounds(doubling), store);
    const checked = await rerunNodes(graph, store, { executor });
    assert.equal(checked.status, "ok");
    assert.ok(jobs.length > 2);
    assert.ok(jobs.slice(2).every((job) => job.store !== folder));
    assert.deepEqual(calls, []);
    await executor.close();
  });
});

Deno.test("a caller's own executor is told to stop", async () => {
  await withFolder(async (folder) => {
    const { executor, calls } = await ownExecutor();
    const stop = new AbortController();
    const run = await play(folder, walk({ steps: 1000 }), {
      executor,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "node-progress") stop.abort();
      },
    });
    assert.equal(run.status, "interrupted");
    assert.deepEqual(calls, ["stop"]);
    await executor.close();
  });
});

Deno.test("openExecutor() refuses names that are not listed, and limits that nothing keeps", async () => {
  const { executor } = await ownExecutor();
  const limit = { seconds: 1 };
  for (
    const [choice, settings, message] of [
      ["slurm", {}, /'slurm': expected process or inline/],
      ["toString", {}, /'toString': expected process or inline/],
      ["inline", { limit }, /leave out --timeout/],
      [executor, { limit }, /an executor of your own/],
    ] as const
  ) {
    await assert.rejects(
      openExecutor(choice as "process", settings),
      { code: "misuse", message },
    );
  }
  await executor.close();
});

Deno.test("executors of every name open, and close", async () => {
  for (const name of EXECUTOR_NAMES) await (await openExecutor(name)).close();
});

Deno.test("runsInDriver() goes by the listing, or by what an executor says", async () => {
  const { executor } = await ownExecutor();
  assert.deepEqual(
    [undefined, "process", "inline", "slurm", executor, {
      ...executor,
      inDriver: true,
    }].map((choice) => runsInDriver(choice)),
    [false, false, true, false, false, true],
  );
  await executor.close();
});
