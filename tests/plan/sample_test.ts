import assert from "node:assert/strict";
import { sampleNodes } from "../../lib/plan/sample.ts";

const NODES = [..."aaaaaaaabbbc"].map((stage, index) => ({ stage, index }));

function drawn(count: number, seed: number): string {
  return sampleNodes(NODES, { count, seed }).map(({ stage }) => stage).join("");
}

Deno.test("sampleNodes() draws one of each stage before a second of any", () => {
  for (let seed = 0; seed < 20; seed++) {
    assert.equal(drawn(3, seed), "abc");
    assert.equal(drawn(5, seed), "aabbc");
    assert.equal(drawn(2, seed).length, 2);
    assert.equal(new Set(drawn(2, seed)).size, 2);
  }
  assert.equal(drawn(99, 1), "aaaaaaaabbbc");
  assert.deepEqual(sampleNodes([], { count: 3, seed: 0 }), []);
});

Deno.test("sampleNodes() draws the same for a seed, others for others", () => {
  const indices = (seed: number) =>
    sampleNodes(NODES, { count: 3, seed }).map(({ index }) => index).join();
  assert.equal(indices(1), indices(1));
  const seen = new Set(Array.from({ length: 40 }, (_, seed) => indices(seed)));
  assert(seen.size > 12, `${seen.size}`);
});
