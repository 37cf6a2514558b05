import assert from "node:assert/strict";
import { inceptionScore } from "../../lib/stats/inception_score.ts";
import { assignClasses, modeCoverage } from "../../lib/stats/mode_coverage.ts";
import { near } from "../fixtures/points.ts";

/** Logits that are sure of a class. */
function sure(classes: number, assigned: readonly number[]): Float32Array {
  const logits = new Float32Array(assigned.length * classes);
  assigned.forEach((c, i) => logits[i * classes + c] = 200);
  return logits;
}

Deno.test("inceptionScore() is the number of classes for sure and even samples", () => {
  for (const classes of [2, 10, 100]) {
    const even = Array.from({ length: 10 * classes }, (_, i) => i % classes);
    const { value, deviation } = inceptionScore(sure(classes, even), classes, {
      splits: 1,
    });
    assert(near(value, classes, 1e-6), `${value}`);
    assert.equal(deviation, 0);
  }
});

Deno.test("inceptionScore() is 1 for constant samples", () => {
  const same = sure(10, Array(50).fill(3));
  assert(near(inceptionScore(same, 10).value, 1, 1e-9));
  assert(near(inceptionScore(new Float32Array(500), 10).value, 1, 1e-9));
});

Deno.test("assignClasses() takes the largest logit", () => {
  const logits = Float32Array.of(0, 2, 1, -1, -3, -2);
  assert.deepEqual([...assignClasses(logits, 3)], [1, 0]);
});

Deno.test("modeCoverage() counts classes, and their divergence in closed form", () => {
  const even = modeCoverage([0, 1, 2, 3], 4);
  assert.deepEqual([even.modes, even.divergence], [4, 0]);
  const one = modeCoverage([2, 2, 2], 4);
  assert.equal(one.modes, 1);
  assert(near(one.divergence, Math.log(4), 1e-12));
  const half = modeCoverage([0, 0, 1, 1], 4, [0, 0, 0, 1]);
  const expected = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
  assert(near(half.divergence, expected, 1e-12));
});
