import assert from "node:assert/strict";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { RunBudget } from "../../../lib/run/stop/budget.ts";
import { hostClass } from "../../../lib/run/machine/host.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play, readTarget } from "../../fixtures/run.ts";
import { emit, misbehave, truncate, walk } from "../../fixtures/stages.ts";

const { nodes: [node, other] } = buildGraph(definePipeline({
  name: "test",
  targets: {
    a: emit({ values: [1] }).numbers,
    b: emit({ values: [2] }).numbers,
  },
}));

/** A budget that began some seconds ago, with one known node. */
function budgetOf(seconds: number, used: number): RunBudget {
  const range = { seconds: 60, low: 30, high: 120 };
  return new RunBudget(
    { seconds, text: "10m", since: performance.now() - used * 1000 },
    new Map([[node!.index, { ...range, samples: 3, method: "repeats" }]]),
  );
}

/** Records walks of up to half a second. */
async function recordWalks(folder: string) {
  for (const steps of [5, 10, 20, 40]) {
    const run = await play(folder, { end: walk({ steps }).numbers });
    assert.equal(run.status, "ok");
  }
}

Deno.test("RunBudget refuses what may not fit, and says why", () => {
  const fits = budgetOf(600, 470);
  assert.equal(fits.refuse(node!), undefined);
  assert.equal(fits.refuse(other!), undefined);
  assert.equal(fits.stopped, false);
  const tight = budgetOf(600, 490);
  assert.equal(
    tight.refuse(node!),
    "not started, to keep within the budget of 10m: 8 min 10 s used, and it is predicted to take 1 min 00 s, up to 2 min 00 s",
  );
  assert.equal(tight.refuse(other!), undefined);
  assert.equal(tight.stopped, true);
  const over = budgetOf(600, 601);
  assert.match(over.refuse(other!)!, /used, and how long it takes is unknown/);
  assert.match(
    tight.warning([node!, other!])!,
    /^no recorded run tells how long test\.emit.* may take; .* of 10m is stopped$/,
  );
  assert.equal(tight.warning([node!]), undefined);
});

Deno.test("runGraph() starts what fits into its budget, and not what does not", async () => {
  await withFolder(async (folder) => {
    await recordWalks(folder);
    const run = await play(folder, {
      long: truncate({ numbers: walk({ steps: 4000 }).numbers }).numbers,
      short: walk({ steps: 21 }).numbers,
    }, { budget: { seconds: 8, text: "8s" }, jobs: 1 });
    assert.equal(run.status, "interrupted");
    const by = new Map(run.nodes.map((each) => [each.key ?? each.stage, each]));
    const walks = run.nodes.filter(({ stage }) => stage === "test.walk");
    const blocked = walks.find(({ status }) => status === "blocked")!;
    assert.match(
      blocked.reason,
      /^not started, to keep within the budget of 8s: \d.* s used, and it is predicted to take .*, up to /,
    );
    const ran = walks.find(({ status }) => status === "ran")!;
    assert(ran.predicted!.high < 8 && ran.predicted!.low < ran.seconds);
    assert.match(
      by.get("test.truncate")!.reason,
      /^its input .* was not started, to keep to the budget$/,
    );
    assert(run.seconds < 8);
    const { stopped, reality } = run;
    assert.equal(stopped?.by, "budget");
    assert.equal(stopped!.unknown, 1);
    assert(stopped!.remaining.seconds > 8, `${stopped!.remaining.seconds}`);
    assert.match(stopped!.text, /^about .*, up to .*, and 1 node of unknown/);
    assert.deepEqual(Object.keys(reality!.stages), ["test.walk"]);
    assert.equal(reality!.total.nodes, 1);
    assert.equal(reality!.total.seconds, ran.seconds);
    assert.match(
      run.warnings.join(),
      /^no recorded run tells how long test\.trunc/,
    );
    using store = Store.open(folder);
    const attempts = store.runs.attempts(run.run);
    const noted = attempts.find(({ status }) => status === "ran")!;
    assert.deepEqual(noted.predicted, ran.predicted);
  });
});

for (const executor of ["process", "inline"] as const) {
  Deno.test(`runGraph() saves a checkpoint at the end of its budget, ${executor}`, async () => {
    await withFolder(async (folder) => {
      const targets = { end: walk({ steps: 120, milliseconds: 20 }).numbers };
      const budget = { seconds: 1.2, text: "1.2s" };
      const cut = await play(folder, targets, { executor, budget });
      assert.deepEqual([cut.status, cut.blocked], ["interrupted", 1]);
      assert.equal(
        cut.nodes[0]!.reason,
        "stopped at the end of the budget of 1.2s; the next run goes on from its checkpoint",
      );
      assert.equal(cut.stopped?.text, "1 node of unknown time");
      assert(cut.seconds < 2.4, `${cut.seconds}`);
      const rest = await play(folder, targets, { executor });
      assert.equal(rest.status, "ok");
      const start = rest.events.find(({ type }) => type === "node-started");
      assert(start?.type === "node-started" && start.resumes);
      assert.equal(rest.reality, undefined);
      using store = Store.open(folder);
      // It took less than the whole: no sample of what the stage takes.
      const host = hostClass();
      assert.deepEqual(store.timings("test.walk", { host }), []);
      await withFolder(async (fresh) => {
        const whole = await play(fresh, targets);
        assert.deepEqual(
          readTarget(folder, rest, "end"),
          readTarget(fresh, whole, "end"),
        );
      });
    });
  });
}

Deno.test("runGraph() within its budget ends as without one", async () => {
  await withFolder(async (folder) => {
    const targets = { a: emit({ values: [1] }).numbers };
    const budget = { seconds: 1e9, text: "many" };
    const run = await play(folder, targets, { budget });
    assert.deepEqual([run.status, run.stopped], ["ok", undefined]);
    const again = await play(folder, targets, { budget });
    assert.deepEqual([again.hits, again.warnings], [1, []]);
  });
});

Deno.test("runGraph() that is interrupted does not blame its budget", async () => {
  await withFolder(async (folder) => {
    const stop = new AbortController();
    const run = await play(folder, { end: walk({ steps: 200 }).numbers }, {
      budget: { seconds: 600, text: "10m" },
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "node-progress") stop.abort();
      },
    });
    assert.deepEqual([run.status, run.stopped], ["interrupted", undefined]);
    assert.match(run.nodes[0]!.reason, /^interrupted; /);
  });
});

Deno.test("runGraph() kills what does not heed the end of its budget", async () => {
  await withFolder(async (folder) => {
    const targets = { end: misbehave({}, { how: "spin" }).numbers };
    const started = performance.now();
    const run = await play(folder, targets, {
      executor: "process",
      budget: { seconds: 1, text: "1s", grace: 200 },
    });
    assert.ok(performance.now() - started < 9000);
    assert.deepEqual([run.status, run.stopped?.by], ["interrupted", "budget"]);
  });
});

Deno.test("runGraph() goes on from a checkpoint within less than its node takes", async () => {
  await withFolder(async (folder) => {
    const steps = (count: number) => ({ end: walk({ steps: count }).numbers });
    // What walks of this length take is known.
    for (const count of [98, 99, 100]) await play(folder, steps(count));
    const budget = { seconds: 0.9, text: "0.9s" };
    const statuses: string[] = [];
    for (let i = 0; i < 6 && statuses.at(-1) !== "ok"; i++) {
      const given = i === 0 ? { seconds: 1e6, text: "much" } : budget;
      const stop = new AbortController();
      const run = await play(folder, steps(150), {
        budget: given,
        signal: stop.signal,
        onEvent: (event) => {
          if (i === 0 && event.type === "node-progress") stop.abort();
        },
      });
      statuses.push(run.status);
    }
    assert.equal(statuses[0], "interrupted");
    assert.equal(statuses.at(-1), "ok", statuses.join());
    assert.ok(statuses.length > 2, "it took more than one budget");
  });
});
