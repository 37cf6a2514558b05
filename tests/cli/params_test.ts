import assert from "node:assert/strict";
import { parseSettings } from "../../lib/cli/params.ts";
import { parse } from "yaml";

Deno.test("parseSettings() reads values as YAML does", async () => {
  const texts = [
    "3",
    "-0",
    "1e3",
    "0.5",
    "007",
    "true",
    "yes",
    "null",
    "~",
    "",
    '"3"',
    "'3'",
    "plain text",
    "a=b",
    "[1, two]",
    '{"a": 1}',
    "{a: 1}",
    "0x10",
    ".inf",
  ];
  for (const text of texts) {
    const { value } = await parseSettings([`value=${text}`]);
    assert.deepEqual(value, parse(text), text);
  }
});

Deno.test("parseSettings() refuses what has no name or no value", async () => {
  for (const setting of ["=3", "steps"]) {
    await assert.rejects(parseSettings([setting]), /expected name=value/);
  }
  await assert.rejects(parseSettings(["a=[1"]), /'\[1' is not a value/);
});
