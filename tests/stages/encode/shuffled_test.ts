import assert from "node:assert/strict";
import { shuffled } from "../../../stages/encode/shuffled.ts";
import type { LatentSet } from "../../../stages/kinds/mod.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const COUNT = 200;

/** Row i holds i and −i, and is of class i % 7. */
const latents: LatentSet = {
  codes: Float32Array.from(
    { length: 2 * COUNT },
    (_, at) => Math.floor(at / 2) * (at % 2 === 0 ? 1 : -1),
  ),
  count: COUNT,
  dim: 2,
  labels: Int32Array.from({ length: COUNT }, (_, i) => i % 7),
};

async function shuffle(set: LatentSet, seed = 1) {
  const { outputs } = await runStage(shuffled, {
    inputs: { latents: set },
    seed,
  });
  return outputs.latents as LatentSet;
}

Deno.test("encode.shuffled keeps every code once, whole, with its label", async () => {
  const found = await shuffle(latents);
  assert.deepEqual([found.count, found.dim], [COUNT, 2]);
  const order = Array.from({ length: COUNT }, (_, i) => found.codes[2 * i]!);
  for (const [i, row] of order.entries()) {
    assert.equal(found.codes[2 * i + 1], -row);
    assert.equal(found.labels![i], row % 7);
  }
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    Array.from({ length: COUNT }, (_, i) => i),
  );
  // A random order leaves one row in its place on average, hardly ever seven.
  assert.ok(order.filter((row, i) => row === i).length < 7);
});

Deno.test("encode.shuffled depends on its seed alone, and works without labels", async () => {
  const { labels: _, ...unlabelled } = latents;
  const first = await shuffle(latents);
  const same = await shuffle(unlabelled);
  assert.deepEqual(same.codes, first.codes);
  assert.equal(same.labels, undefined);
  assert.notDeepEqual((await shuffle(latents, 2)).codes, first.codes);
});
