import assert from "node:assert/strict";
import { z } from "zod";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { selectionOf } from "../../../lib/run/rounds/selection.ts";
import { emit, truncate } from "../../fixtures/stages.ts";

const pipeline = definePipeline({
  name: "test",
  params: z.object({}),
  targets: (_, { known }) => {
    const { numbers } = emit({ values: [1] });
    const choice = truncate({ numbers }).numbers;
    return known(choice) === undefined
      ? { choice, table: numbers }
      : { table: emit({ values: [2] }).numbers };
  },
});
const open = buildGraph(pipeline);
const closed = buildGraph(pipeline, {}, { answers: [[1]] });

Deno.test("selectionOf() makes what is here with what decides the rest", () => {
  const of = (only: string[], seen: string[] = []) => {
    const { isDone, goesOn, ...rest } = selectionOf(open, {
      only,
      force: ["test.emit", "other"],
      seen: new Set(seen),
    });
    return [rest.only, rest.later, goesOn, isDone];
  };
  const node = "test.truncate";
  assert.deepEqual(of([]), [[], ["other"], true, false]);
  assert.deepEqual(of(["table"]), [["table", node], ["other"], true, false]);
  assert.deepEqual(of(["page"]), [[node], ["page", "other"], true, false]);
  assert.deepEqual(of(["test.emit"]), [["test.emit"], ["other"], false, false]);
  assert.deepEqual(
    of(["test.emit"], ["test.emit", "other"]),
    [[], [], false, true],
  );
});

Deno.test("selectionOf() keeps what the last round rests on, and misspelt names", () => {
  const of = (only: string[], seen: string[] = []) => {
    const selection = selectionOf(closed, { only, seen: new Set(seen) });
    return [selection.only, selection.isDone];
  };
  const node = "test.truncate";
  assert.deepEqual(of([]), [[], false]);
  assert.deepEqual(of(["table"], ["table"]), [["table", node], false]);
  assert.deepEqual(of(["choice"], ["choice"]), [[node], true]);
  assert.deepEqual(of(["tabel"]), [["tabel", node], false]);
  const pages = selectionOf(open, { only: () => [] });
  assert.deepEqual([pages.only, pages.goesOn], [[node], true]);
});
