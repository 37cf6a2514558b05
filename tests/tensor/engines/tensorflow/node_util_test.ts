import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { completeNodeUtil } from "../../../../lib/tensor/engines/tensorflow/node_util.ts";

Deno.test("completeNodeUtil() gives packages what node:util has no more", () => {
  completeNodeUtil();
  const { isArray, isNullOrUndefined } = createRequire(import.meta.url)("util");
  assert.deepEqual([null, undefined, 0, ""].map(isNullOrUndefined), [
    true,
    true,
    false,
    false,
  ]);
  assert.equal(isArray([]), true);
});
