import assert from "node:assert/strict";
import { definePipeline, type Targets } from "../../lib/dsl/pipeline.ts";
import { data } from "../../mod.ts";

Deno.test("targets that are no record of outputs are refused in one sentence", () => {
  const outputs = data.mnist();
  const build = (targets: unknown) =>
    definePipeline({ name: "p", targets: targets as Targets }).build();
  const cases: [unknown, RegExp][] = [
    [{ a: { s: outputs.scores } }, /target 'a' is a record .* 's' of it$/],
    [{ a: [outputs.scores] }, /target 'a' is a list of outputs; .* '0' of it$/],
    [{ a: {} }, /target 'a' is a record$/],
    [{ a: 5 }, /target 'a' is a number$/],
    [{ a: undefined }, /target 'a' is undefined$/],
    [{ fine: outputs.scores, b: null }, /target 'b' is null$/],
    [[outputs.scores], /got a list$/],
    [null, /got null$/],
    [5, /got a number$/],
    [outputs.scores, /without a name; write \{ name: it \}$/],
    [Promise.resolve({}), /targets must not be async$/],
  ];
  for (const [targets, why] of cases) {
    assert.throws(() => build(targets), (error: Error & { code?: string }) => {
      assert.equal(error.code, "misuse");
      assert.match(error.message, /^Cannot build pipeline 'p': expected /);
      assert.match(error.message, why);
      return true;
    });
  }
  assert.deepEqual(Object.keys(build({ ...outputs }).targets), [
    "train",
    "validation",
    "test",
    "scores",
  ]);
  assert.deepEqual(build({}).targets, {});
});
