import assert from "node:assert/strict";
import { inceptionScore } from "../../lib/stats/inception_score.ts";
import { assignClasses, modeCoverage } from "../../lib/stats/mode_coverage.ts";
import { random } from "../../lib/stats/random.ts";
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

Deno.test("modeCoverage() has no negative divergence where the reference lacks a class", () => {
  // One half each, against two thirds and a third.
  const { divergence } = modeCoverage([0, 1], 2, [0]);
  const expected = 0.5 * Math.log(0.75) + 0.5 * Math.log(1.5);
  assert(near(divergence, expected, 1e-12), `${divergence}`);
  assert(divergence > 0);
  for (let seed = 0n; seed < 200n; seed++) {
    const draw = (name: string, count: number) =>
      random(seed, name).integers(new Int32Array(count), 6);
    const found = modeCoverage(draw("a", 5), 6, draw("b", 4));
    assert(found.divergence >= 0, `${found.divergence}`);
  }
});

Deno.test("modeCoverage() names what is no class", () => {
  assert.throws(
    () => modeCoverage([0, 1, 2], 2),
    /expected a class below 2, got 2 at 2 of the images/,
  );
  assert.throws(() => modeCoverage([0, NaN], 2), /got NaN at 1/);
  assert.throws(() => modeCoverage([], 2), /there are no images/);
  assert.throws(
    () => modeCoverage([0], 2, []),
    /there are no reference images/,
  );
});

Deno.test("inceptionScore() does not depend on images that come class by class", () => {
  const byClass = Array.from({ length: 400 }, (_, i) => Math.floor(i / 100));
  const { value } = inceptionScore(sure(4, byClass), 4);
  // In order, every split holds at most two classes.
  assert(value > 3.7 && value <= 4, `${value}`);
  const again = inceptionScore(sure(4, byClass), 4);
  assert.equal(again.value, value);
});

Deno.test("inceptionScore() is undefined with fewer images than splits", () => {
  assert.throws(
    () => inceptionScore(sure(3, [0, 1, 2]), 3),
    /expected at least one image for each of 10 splits, got 3/,
  );
});
