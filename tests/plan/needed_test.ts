import assert from "node:assert/strict";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { neededFor } from "../../lib/plan/needed.ts";
import { emit, join, subtract } from "../fixtures/stages.ts";

Deno.test("neededFor() follows inputs to their sources and leaves the rest", () => {
  const [a, b, c] = [1, 2, 3].map((value) => emit({ values: [value] }).numbers);
  const graph = buildGraph(definePipeline({
    name: "needed",
    targets: {
      wanted: subtract({ left: a!, right: b! }).numbers,
      other: c!,
    },
  }));
  const needed = neededFor(graph, [graph.targets.wanted!.node]);
  assert.equal(needed.size, 3);
  assert.ok(!needed.has(graph.targets.other!.node));
});

Deno.test("neededFor() follows a node with more inputs than a call takes arguments", () => {
  const count = 200_000;
  const rows = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [i, emit({ values: [i] }).numbers]),
  );
  const graph = buildGraph(
    definePipeline({ name: "wide", targets: join({ rows }) }),
  );
  const needed = neededFor(graph, [graph.targets.text!.node]);
  assert.equal(needed.size, count + 1);
});
