import assert from "node:assert/strict";
import { columnsThatFit, textTable } from "../../lib/cli/text_table.ts";

Deno.test("textTable() puts numbers to the right, text to the left, gaps as dashes", () => {
  const text = textTable([["name", "size"], ["é", 7], ["long", null]]);
  assert.equal(
    text,
    "name  size\n────  ────\né        7\nlong     –\n",
  );
});

Deno.test("textTable() lays out more rows than a call takes arguments", () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => [i]);
  const lines = textTable([["i"], ...rows]).split("\n");
  assert.equal(lines[200_001], "199999");
});

Deno.test("columnsThatFit() counts columns from the left that a line has room for", () => {
  const rows = [["name", "size"], ["é", 7], ["longer", null]];
  assert.deepEqual(
    [Infinity, 12, 11, 6, 5, 1].map((room) => columnsThatFit(rows, room)),
    [2, 2, 1, 1, 1, 1],
  );
});
