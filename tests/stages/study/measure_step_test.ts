import assert from "node:assert/strict";
import { measureStep } from "../../../stages/study/work/measure_step.ts";

Deno.test("measureStep() takes seconds, however large the pictures are", async () => {
  const of = { channels: 3, width: 4, dim: 16 } as const;
  const small = await measureStep({ ...of, size: 16 });
  const started = performance.now();
  const large = await measureStep({ ...of, size: 256 });
  // A single training at this size takes minutes.
  assert.ok(performance.now() - started < 60_000);
  // 256 times the pixels, and more channels below.
  assert.ok(large > 20 * small, `${small} and ${large}`);
});
