import assert from "node:assert/strict";
import {
  decreasingTrend,
  isotonicDecreasing,
} from "../../lib/stats/isotonic.ts";
import { random } from "../../lib/stats/random.ts";
import { tTail } from "../../lib/stats/t_quantile.ts";
import { welchContrast } from "../../lib/stats/welch_contrast.ts";
import { near } from "../fixtures/points.ts";

/** Distances by size and seed: gaussian, of the study of MNIST at 800 steps. */
const GAUSSIAN = [
  [45.558442745018006, 31.54611200866699, 19.644525881958003],
  [10.477850122237207, 14.002433231747151, 10.243071027994155],
  [10.483585159015657, 11.007726591801642, 10.235907781612871],
  [20.225270349436997, 15.163460816264152, 15.024363959360123],
  [21.728632091659307, 19.357896075963975, 14.439112125849725],
];

Deno.test("isotonicDecreasing() agrees with scikit-learn", () => {
  // scikit-learn 1.9.1, IsotonicRegression(increasing=False).
  const found = isotonicDecreasing(
    [5, 4, 4.5, 3, 3.5, 1, 2],
    [1, 2, 1, 1, 3, 1, 1],
  );
  const expected = [5, 25 / 6, 25 / 6, 3.375, 3.375, 1.5, 1.5];
  found.forEach((value, i) => assert(near(value, expected[i]!, 1e-12)));
});

Deno.test("isotonicDecreasing() names a value that is no number", () => {
  assert.throws(() => isotonicDecreasing([3, NaN, 1]), /got NaN in row 1/);
  assert.throws(() => isotonicDecreasing([3, 1], [1, NaN]), /of the weights/);
});

Deno.test("tTail() agrees with SciPy", () => {
  // SciPy 1.17.1, stats.t.sf.
  const cases = [
    [0, 3, 0.5],
    [1.5, 2, 0.13619656244550055],
    [-1, 4.5, 0.8159974580599058],
    [40, 2.5, 7.09781714524669e-5],
    [12, 30.5, 2.1994854075764824e-13],
    [Infinity, 3, 0],
    [-Infinity, 3, 1],
  ] as const;
  for (const [t, degrees, expected] of cases) {
    const found = tTail(t, degrees);
    const off = Math.abs(found - expected);
    assert(off <= 1e-10 * expected, `${t}, ${degrees}: ${found}`);
  }
  assert.throws(() => tTail(NaN, 3), /got NaN and 3/);
  assert.throws(() => tTail(1, 0), /got 1 and 0/);
});

Deno.test("welchContrast() of two groups is Welch's test", () => {
  // SciPy 1.17.1, ttest_ind(equal_var=False, alternative="greater").
  const { degrees, p } = welchContrast([[5, 6, 7], [1, 2, 6]], [1, -1]);
  assert(near(degrees, 2.56, 1e-12) && near(p, 0.08954839618855333, 1e-12));
  assert.equal(welchContrast([[2, 2], [1, 1]], [1, -1]).p, 0);
  assert.equal(welchContrast([[1, 1], [1, 1]], [1, -1]).p, 1);
  assert.throws(
    () => welchContrast([[1, 2]], [1, -1]),
    /1 coefficients, got 2/,
  );
  assert.throws(
    () => welchContrast([[1, 2], [1]], [1, -1]),
    /got 1 in group 1/,
  );
});

Deno.test("decreasingTrend() finds falls, and no rises", () => {
  const falling = decreasingTrend([[5, 5.2, 4.9], [3, 3.1, 2.9], [
    1,
    1.2,
    0.8,
  ]]);
  assert(falling.explained > 0.98 && falling.p! < 0.005, `${falling.p}`);
  assert.deepEqual(falling.rises, []);
  const rising = decreasingTrend([[1, 1.2, 0.8], [3, 3.1, 2.9], [5, 5.2, 4.9]]);
  assert(rising.explained < 1e-9 && rising.p! > 0.9);
});

Deno.test("decreasingTrend() says where means rise again", () => {
  const { p, rises } = decreasingTrend(GAUSSIAN);
  // NumPy 2.4.6 and SciPy 1.17.1, the contrast written out.
  assert(near(p!, 0.11517594332848517, 1e-9), `${p}`);
  assert.deepEqual(rises.map(({ index, above }) => [index, above]), [
    [3, 2],
    [4, 2],
  ]);
  for (const { index, p } of rises) {
    const { p: alone } = welchContrast([GAUSSIAN[index]!, GAUSSIAN[2]!], [
      1,
      -1,
    ]);
    assert.equal(p, 10 * alone);
  }
});

Deno.test("decreasingTrend() does not see scale, nor where 0 is", () => {
  const { explained, p } = decreasingTrend(GAUSSIAN);
  for (const [by, plus] of [[1e-100, 0], [1e100, 0], [1, -50]] as const) {
    const moved = decreasingTrend(
      GAUSSIAN.map((group) => group.map((value) => by * value + plus)),
    );
    assert(near(moved.explained, explained, 1e-9));
    assert(near(moved.p! / p!, 1, 1e-9), `${by}, ${plus}`);
  }
});

Deno.test("decreasingTrend() needs spreads for a test", () => {
  const single = decreasingTrend([[3], [2], [1]]);
  assert.equal(single.explained, 1);
  assert.equal(single.p, undefined);
  const { rises } = decreasingTrend([[1], [2, 3]]);
  assert.deepEqual(rises, [{ index: 1, above: 0, p: undefined }]);
  // What has no spread of its own is left out.
  assert.equal(
    decreasingTrend([[9], [5, 6, 7], [1, 2, 6]]).p,
    decreasingTrend([[5, 6, 7], [1, 2, 6]]).p,
  );
});

Deno.test("decreasingTrend() names what it cannot use", () => {
  assert.throws(
    () => decreasingTrend([[3, 2], [2, NaN]]),
    /expected finite numbers, got NaN in row 1, column 0 of the values of group 1/,
  );
  assert.throws(
    () => decreasingTrend([[-Infinity], [2, 1]]),
    /got -Infinity in row 0/,
  );
  assert.throws(() => decreasingTrend([[3, 2], []]), /got none in group 1/);
});

/** How often groups of three with equal means and these spreads seem to fall. */
function falseFalls(spreads: readonly number[], trials: number): number {
  let found = 0;
  for (let trial = 0; trial < trials; trial++) {
    const z = random(9n, "noise", trial).normal(
      new Float32Array(3 * spreads.length),
    );
    const groups = spreads.map((spread, g) =>
      [...z.subarray(3 * g, 3 * g + 3)].map((x) => 20 + spread * x)
    );
    if (decreasingTrend(groups).p! <= 0.05) found++;
  }
  return found;
}

// Standard deviations over seeds of D^G in the study of MNIST at 800 steps, by
// width, and others that are harder.
for (
  const [name, spreads] of Object.entries({
    "the study's pooled spreads": [10.97, 2.02, 1.66, 3.5, 3.36],
    "the study's gaussian spreads": [12.97, 2.11, 0.39, 2.96, 3.72],
    "the study's dae spreads": [8.72, 2.51, 0.95, 2.86, 1.4],
    "equal spreads": [1, 1, 1, 1],
    "one large spread at the end": [3.36, 3.5, 1.66, 2.02, 10.97],
    "spreads of 300 to 1": [30, 1, 0.3, 0.1, 10],
  })
) {
  Deno.test(`decreasingTrend() of equal means with ${name} has p ≤ 0.05 in 5 %`, () => {
    const found = falseFalls(spreads, 4000);
    // Binomial(4000, 0.05): 99.99 % lie in 148 … 255; Welch's law is near.
    assert(found >= 140 && found <= 270, `${found} of 4000`);
  });
}
