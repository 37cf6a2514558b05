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

Deno.test("a stage names unknown settings however deep, and the known one meant", () => {
  const nested = defineStage({
    name: "test.nested",
    version: 1,
    summary: "Emits nothing",
    config: z.object({
      outer: z.strictObject({ inner: z.number().default(1) }).optional(),
    }),
    inputs: {},
    outputs: {},
    run: () => Promise.resolve({}),
  });
  assert.throws(
    () => nested({ outer: { iner: 1 } as never }),
    /unknown setting 'outer\.iner'; did you mean 'inner'\?/,
  );
  assert.throws(
    () => nested({ outer: { x: 1 } as never }),
    /unknown setting 'outer\.x'; known: inner/,
  );
});
