import assert from "node:assert/strict";
import { visible } from "../../../../lib/run/observe/print/visible.ts";

Deno.test("visible() spells out what a terminal would obey, and nothing else", () => {
  assert.equal(
    visible("\x1b[31mred\x07\x9b\x7f \u202ertl\r\x00"),
    "\\u001b[31mred\\u0007\\u009b\\u007f \\u202ertl\\u000d\\u0000",
  );
  const plain = "a\tb\n潜在 – é ✓ 😀\r\n\\u001b";
  assert.equal(visible(plain), plain);
});

Deno.test("visible() leaves JSON the same to those who read it", () => {
  const value = { "na\x1bme": "\u2028\u009b31m\u202e" };
  const text = JSON.stringify(value);
  assert.deepEqual(JSON.parse(visible(text)), value);
});
