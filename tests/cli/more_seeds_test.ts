import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { requireFresh } from "../../lib/cli/more_seeds.ts";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const HALVING = fileURLToPath(
  new URL("../fixtures/halving_pipeline.ts", import.meta.url),
);
const NUMBERS = fileURLToPath(
  new URL("../fixtures/numbers_pipeline.ts", import.meta.url),
);

/** Runs a study; how many looks its page rests on, and the summary. */
async function run(folder: string, ...args: string[]) {
  const command = ["run", HALVING, "--executor", "inline", "--json", ...args];
  const { code, out, err } = await call(folder, ...command);
  assert.equal(code, 0, err);
  const shown = await call(folder, "runs", "last", "--json");
  const { params } = JSON.parse(shown.out);
  const { ran } = JSON.parse(out.trim().split("\n").at(-1)!);
  return { ran, fresh: params.fresh, err };
}

Deno.test("run --more-seeds adds to what the last run used, and says how to keep it", async () => {
  await withFolder(async (folder) => {
    assert.equal((await run(folder)).ran, 12);
    const first = await run(folder, "--more-seeds", "1");
    assert.deepEqual([first.ran, first.fresh], [3, [2, 1]]);
    assert.match(first.err, /to keep them, run with --set fresh=\[2,1\]\n$/);
    const second = await run(folder, "--more-seeds", "3");
    assert.deepEqual([second.ran, second.fresh], [5, [2, 1, 3]]);
    const kept = await run(folder, "--set", "fresh=[2,1,3]");
    assert.deepEqual([kept.ran, kept.fresh, kept.err], [0, [2, 1, 3], ""]);
    assert.deepEqual((await run(folder)).fresh, undefined);
    assert.deepEqual((await run(folder, "--more-seeds", "1")).ran, 0);
    const other = await run(folder, "--more-seeds", "2", "--seed", "5");
    assert.deepEqual(other.fresh, [2, 2], "replications have own histories");
    const text = await call(folder, "run", HALVING, "--more-seeds", "1");
    assert.match(text.out, /^Fresh seeds are added .* --set fresh=\[2,1,1\]\n/);
  });
});

Deno.test("run --more-seeds is refused in one sentence where it makes no sense", async () => {
  await withFolder(async (folder) => {
    const cases: [string[], RegExp][] = [
      [
        [NUMBERS, "--more-seeds", "4"],
        /^Cannot add seeds: pipeline 'numbers' has no parameter 'fresh' that lists positive whole numbers; declare fresh: z\.array\(z\.int\(\)\.positive\(\)\)\.default\(\[8\]\)\n$/,
      ],
      [
        [HALVING, "--more-seeds", "4", "--set", "fresh=[2]"],
        /^Cannot add seeds: --set gives 'fresh' too; leave out one of the two\n$/,
      ],
      [[HALVING, "--more-seeds", "0"], /expected a positive integer, got '0'/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await call(folder, "run", ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], [], "no store was made");
  });
});

Deno.test("requireFresh() takes lists of positive whole numbers alone", () => {
  const check = (fresh: z.ZodType) => () =>
    requireFresh(
      definePipeline({
        name: "test",
        params: z.object({ fresh }),
        targets: () => ({}),
      }),
      {},
    );
  const count = z.int().positive();
  assert.doesNotThrow(check(z.array(count)));
  assert.doesNotThrow(check(z.array(z.int().min(4)).default([8])));
  assert.doesNotThrow(check(z.array(count).max(3).optional()));
  for (const other of [z.number(), z.string(), z.array(z.number()), z.any()]) {
    assert.throws(check(other), /has no parameter 'fresh' that lists/);
  }
});
