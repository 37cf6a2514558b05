import assert from "node:assert/strict";
import { quantile } from "../../lib/stats/quantile.ts";
import { tInterval } from "../../lib/stats/t_interval.ts";
import { near } from "../fixtures/points.ts";

Deno.test("quantile() agrees with NumPy", () => {
  // NumPy 2.4.6, linear interpolation.
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const expected = [[0, 1], [0.025, 1], [0.5, 3.5], [0.9, 6.9], [1, 9]];
  for (const [share, value] of expected) {
    assert(near(quantile(values, share!), value!, 1e-12));
  }
  assert.throws(() => quantile([], 0.5), /no numbers/);
});

Deno.test("quantile() takes infinite values, and no NaN", () => {
  assert.equal(quantile([1, 2, Infinity], 1), Infinity);
  assert.equal(quantile([1, 2, Infinity], 0.5), 2);
  assert.equal(quantile([1, 2, Infinity], 0.75), Infinity);
  assert.equal(quantile([-Infinity, -Infinity, 1], 0.25), -Infinity);
  assert.throws(
    () => quantile([-Infinity, Infinity], 0.5),
    /0\.5 lies between -Infinity and Infinity/,
  );
  assert.throws(() => quantile([1, NaN, 2], 0.5), /got NaN at 1/);
  assert.throws(() => quantile([1], 1.5), /expected a share in \[0, 1\]/);
});

Deno.test("tInterval() agrees with SciPy", () => {
  // SciPy 1.17.1: stats.t.ppf(0.975, n − 1) · stats.sem(values).
  const cases = [
    [[1, 2, 4], -1.461249700263426, 6.1279163669300925],
    [[3.5, 1.25, 2, 8, 9.75], 0.22002195643400668, 9.579978043565994],
    [[1, 1.5], -1.9265511840436735, 4.4265511840436735],
  ] as const;
  for (const [values, low, high] of cases) {
    const found = tInterval(values);
    assert(near(found.low, low, 1e-6) && near(found.high, high, 1e-6));
  }
  assert.deepEqual(tInterval([7]), { value: 7, low: 7, high: 7 });
});

Deno.test("tInterval() widens by Student's factor past 30 degrees too", () => {
  const values = Array.from({ length: 32 }, (_, i) => i);
  const { value, high } = tInterval(values);
  // The deviation of 0 … n − 1 is √(n (n + 1) / 12).
  const factor = (high - value) / Math.sqrt(32 * 33 / 12 / 32);
  assert(near(factor, 2.0395134463964077, 1e-12), `${factor}`);
  assert.throws(() => tInterval([]), /no numbers/);
  assert.throws(() => tInterval([1, NaN]), /got NaN in row 1/);
});
