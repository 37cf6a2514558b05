import assert from "node:assert/strict";
import { withFolder } from "../fixtures/folder.ts";
import { runMatrix } from "./_matrix.ts";

Deno.test({
  name:
    "runs survive kills, full disks, damage, jumping clocks, other drivers and gc (short form of the fault matrix)",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withFolder(async (folder) => {
      const outcomes = await runMatrix(folder, {
        form: "short",
        seed: Number(Deno.env.get("SENZAI_FAULT_SEED") ?? 1),
        parallel: 2,
      });
      assert.ok(outcomes.length >= 60, `${outcomes.length} trials`);
      const broken = outcomes.flatMap(({ trial, violation }) =>
        violation === undefined
          ? []
          : [`${trial.kind}: ${trial.name}: ${violation}`]
      );
      assert.deepEqual(broken, []);
    });
  },
});
