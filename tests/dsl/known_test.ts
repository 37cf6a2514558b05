import assert from "node:assert/strict";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import type { Known } from "../../lib/dsl/known.ts";
import halving, { choose, judge, look } from "../fixtures/halving_pipeline.ts";
import { z } from "../../mod.ts";

Deno.test("build() answers the questions of known in their order", () => {
  const first = halving.build();
  assert.deepEqual(Object.keys(first.targets), ["pilot"]);
  assert.equal(first.asked.length, 1);
  const second = halving.build({}, [["b", "c"]]);
  assert.deepEqual(Object.keys(second.targets), ["table"]);
  assert.equal(second.asked.length, 2);
  const last = halving.build({ fresh: [3] }, [["b", "c"], ["b"]]);
  assert.deepEqual(Object.keys(last.targets), ["page", "table"]);
  assert.deepEqual(last.targets.page!.node.config, { best: "b" });
});

Deno.test("known refuses what rests on test data, at whatever distance", () => {
  const study = (ask: (known: Known) => unknown) =>
    definePipeline({
      name: "cheat",
      params: z.object({}),
      targets: (_, { known }) => {
        ask(known);
        return {};
      },
    });
  const { scores } = judge();
  const direct = study((known) => known(scores as never));
  assert.throws(
    () => direct.build(),
    /'scores' of 'halving\.judge' is test data, by which nothing may be chosen/,
  );
  const rows = { test: scores, seen: look({ candidate: "a", look: 0 }).scores };
  const { choice } = choose({ rows: rows as never }, { keep: 1 });
  const distant = study((known) => known(choice));
  assert.throws(
    () => distant.build(),
    /'choice' of 'halving\.choose' rests on 'scores' of 'halving\.judge'/,
  );
  assert.throws(
    () => study((known) => known({} as never)).build(),
    /it is no output of a stage/,
  );
});

Deno.test("known answers while targets are built, and not after", () => {
  let late: Known | undefined;
  definePipeline({
    name: "late",
    params: z.object({}),
    targets: (_, { known }) => {
      late = known;
      return {};
    },
  }).build();
  const { scores } = look({ candidate: "a", look: 0 });
  assert.throws(() => late!(scores), /targets has returned; ask before that/);
});
