import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { deriveSeed } from "../../lib/plan/seed.ts";

Deno.test("deriveSeed() is the first 64 bits of SHA-256 over both seeds", () => {
  const digest = createHash("sha256")
    .update("a3:s11:senzai seedd7;d3;")
    .digest("hex");
  assert.equal(deriveSeed(7, 3), BigInt(`0x${digest.slice(0, 16)}`));
});

Deno.test("deriveSeed() treats no setting as zero and tells seeds apart", () => {
  assert.equal(deriveSeed(7, undefined), deriveSeed(7, 0));
  const seeds = [[0, 0], [0, 1], [1, 0], [1, 1], [11, 1], [1, 11]].map(
    ([pipeline, node]) => deriveSeed(pipeline!, node),
  );
  assert.equal(new Set(seeds).size, seeds.length);
});
