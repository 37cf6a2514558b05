import assert from "node:assert/strict";
import type { Machine } from "../../../lib/run/machine/machine.ts";
import { rerunNodes } from "../../../lib/run/rerun/rerun.ts";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { Store } from "../../../lib/store/store.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { play } from "../../fixtures/run.ts";
import { emit } from "../../fixtures/stages.ts";

/** A machine on which every look at the clock takes a second. */
function madeUpMachine(fields: Partial<Machine> = {}): Machine {
  let now = 0;
  return {
    host: "made/up",
    processors: 3,
    memory: 4096,
    driver: () => undefined,
    now: () => now += 1000,
    date: () => new Date(Date.UTC(2020, 0, 1)),
    ...fields,
  };
}

Deno.test("a run takes processors, hardware and time from the machine it is given", async () => {
  await withFolder(async (folder) => {
    const targets = emit({ values: [1] });
    const run = await play(folder, targets, { machine: madeUpMachine() });
    const [started] = run.events;
    assert.ok(started?.type === "run-started");
    assert.equal(started.jobs, 3);
    assert.match(run.run, /^20200101-000000-/);
    const [node] = run.nodes;
    assert.ok(Number.isInteger(node!.seconds) && node!.seconds > 0);
    assert.ok(Number.isInteger(run.seconds) && run.seconds > node!.seconds);
    using store = Store.open(folder);
    const record = store.action(node!.key!)!;
    assert.equal(record.host, "made/up");
    assert.equal(record.started, "2020-01-01T00:00:00.000Z");
    assert.equal(store.runs.get(run.run)?.finished, "2020-01-01T00:00:00.000Z");
    const graph = buildGraph(definePipeline({ name: "test", targets }));
    const machine = madeUpMachine({ host: "another" });
    const { results } = await rerunNodes(graph, store, {
      executor: "inline",
      machine,
    });
    assert.deepEqual(
      results.map(({ recorded, here }) => [recorded.host, here.host]),
      [["made/up", "another"]],
    );
  });
});

Deno.test("nodes run side by side as far as the machine's memory goes", async () => {
  await withFolder(async (folder) => {
    const targets = Object.fromEntries(
      [1, 2, 3].map((value) => [`${value}`, emit({ values: [value] }).numbers]),
    );
    const most = async (memory: number, name: string) => {
      let running = 0;
      let peak = 0;
      await play(`${folder}/${name}`, targets, {
        machine: madeUpMachine({ memory }),
        onEvent: ({ type }) => {
          if (type === "node-started") peak = Math.max(peak, ++running);
          if (type === "node-finished") running--;
        },
      });
      return peak;
    };
    assert.equal(await most(16_384, "large"), 3);
    assert.equal(await most(512, "small"), 1);
  });
});
