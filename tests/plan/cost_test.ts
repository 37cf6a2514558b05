import assert from "node:assert/strict";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { costOf } from "../../lib/plan/cost.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { UNKNOWN } from "../../lib/plan/predict.ts";
import { emit, truncate } from "../fixtures/stages.ts";

Deno.test("costOf() adds up ends, follows dependencies and counts what is unknown", () => {
  const chain = truncate({ numbers: emit({ values: [1] }).numbers }).numbers;
  const { nodes } = buildGraph(definePipeline({
    name: "test",
    targets: { chain, beside: emit({ values: [2] }).numbers },
  }));
  const prediction = {
    seconds: 2,
    low: 1,
    high: 5,
    samples: 1,
    method: "repeats",
  } as const;
  const all = new Map(nodes.map(({ index }) => [index, prediction]));
  const two = costOf(nodes, { predictions: all, jobs: 2 });
  assert.deepEqual(two.work, { seconds: 6, low: 3, high: 15 });
  assert.deepEqual(two.wall, { seconds: 4, low: 2, high: 10 });
  assert.deepEqual([two.known, two.unknown], [3, 0]);
  const some = new Map([...all, [nodes[0]!.index, UNKNOWN]]);
  const one = costOf(nodes, { predictions: some, jobs: 1 });
  assert.deepEqual(one.wall, { seconds: 4, low: 2, high: 10 });
  assert.deepEqual([one.known, one.unknown], [2, 1]);
});
