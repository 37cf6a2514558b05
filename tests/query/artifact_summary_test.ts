import assert from "node:assert/strict";
import { z } from "zod";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { summarizeArtifacts } from "../../lib/query/artifact_summary.ts";
import { findArtifacts } from "../../lib/query/find_artifact.ts";
import { Store } from "../../lib/store/store.ts";
import { Scores, Table } from "../../stages/kinds/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import { play } from "../fixtures/run.ts";
import { Numbers } from "../fixtures/stages.ts";

const judge = defineStage({
  name: "test.judge",
  version: 1,
  summary: "Gives a table, scores and numbers",
  config: z.object({}),
  inputs: {},
  outputs: { table: Table, scores: Scores, numbers: Numbers },
  run: () =>
    Promise.resolve({
      table: { columns: ["name", "size"], rows: [["a", 1], ["b", null]] },
      scores: { sharpness: { value: 0.5, low: 0.25, high: 0.75 } },
      numbers: [1, 2],
    }),
});

const measure = defineStage({
  name: "test.measure",
  version: 1,
  summary: "Says what its scores are",
  config: z.object({}),
  inputs: {},
  outputs: { scores: Scores },
  run: () =>
    Promise.resolve({
      scores: {
        sharpness: {
          value: 0.5,
          name: { en: "mean gradient", ja: "平均勾配" },
          unit: { en: "grey levels", ja: "階調" },
          better: "higher" as const,
        },
        count: { value: 3 },
      },
    }),
});

Deno.test("summarizeArtifacts() hands on what scores say of themselves", async () => {
  await withFolder(async (folder) => {
    const targets = measure({});
    await play(folder, targets);
    using store = Store.open(folder, { readonly: true });
    const graph = buildGraph(definePipeline({ name: "test", targets }));
    const found = await findArtifacts(
      { graph, store, options: {} },
      "test.measure",
    );
    assert.deepEqual(summarizeArtifacts(store, found).artifacts[0]!.table, [
      ["score", "value", "low", "high", "unit", "better", "meaning"],
      [
        "sharpness",
        0.5,
        undefined,
        undefined,
        "grey levels",
        "higher",
        "mean gradient",
      ],
      ["count", 3, undefined, undefined, undefined, undefined, undefined],
    ]);
  });
});

Deno.test("summarizeArtifacts() says what a node made, and how, as plain data", async () => {
  await withFolder(async (folder) => {
    const { table, scores, numbers } = judge({});
    const targets = { table, scores, numbers };
    const run = await play(folder, targets);
    assert.equal(run.status, "ok");
    using store = Store.open(folder, { readonly: true });
    const graph = buildGraph(definePipeline({ name: "test", targets }));
    const pipeline = { graph, store, options: {} };
    const found = await findArtifacts(pipeline, "test.judge");
    const summary = summarizeArtifacts(store, found);
    assert.equal(summary.node, "test.judge");
    assert.equal(summary.threads, 1);
    assert.deepEqual(
      Object.fromEntries(summary.artifacts.map((each) => [each.port, {
        kind: each.kind,
        digest: each.digest,
        table: each.table,
      }])),
      {
        table: {
          kind: "table",
          digest: run.targets.table!.digest,
          table: [["name", "size"], ["a", 1], ["b", null]],
        },
        scores: {
          kind: "scores",
          digest: run.targets.scores!.digest,
          table: [
            ["score", "value", "low", "high"],
            ["sharpness", 0.5, 0.25, 0.75],
          ],
        },
        numbers: {
          kind: "test/numbers",
          digest: run.targets.numbers!.digest,
          table: undefined,
        },
      },
    );
    const one = await findArtifacts(pipeline, "test.judge.scores");
    assert.deepEqual(
      summarizeArtifacts(store, one).artifacts.map(({ port }) => port),
      ["scores"],
    );
  });
});
