import assert from "node:assert/strict";
import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Numbers } from "../fixtures/stages.ts";

Deno.test("defineStage() makes the strict form of a schema once for all nodes", () => {
  const config = z.object({ value: z.number() });
  const strict = config.strict;
  let count = 0;
  config.strict = () => {
    count++;
    return strict.call(config);
  };
  const one = defineStage({
    name: "test.one",
    version: 1,
    summary: "Emits one number",
    config,
    inputs: {},
    outputs: { numbers: Numbers },
    run: ({ config }) => Promise.resolve({ numbers: [config.value] }),
  });
  for (const value of [1, 2, 3]) {
    assert.equal(one({ value }).numbers.node.config.value, value);
  }
  assert.throws(() => one({ value: 4, valeu: 5 } as never), /unknown setting/);
  assert.equal(count, 1);
});
