import assert from "node:assert/strict";
import { halvesInterval } from "../../lib/stats/halves_interval.ts";
import { resampledMeans } from "../../lib/stats/resampled_means.ts";
import { random } from "../../lib/stats/random.ts";
import { perfectGenerator } from "../fixtures/linear_critics.ts";
import { near } from "../fixtures/points.ts";

const OPTIONS = { resamples: 4000, seed: 3n, name: "rows" };

function variance(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
}

Deno.test("resampledMeans() spread as means of their rows do", () => {
  const count = 200;
  const values = random(1n, "values").normal(new Float32Array(count));
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const half = all.filter((i) => i % 2 === 0);
  const [whole, part, other] = resampledMeans([
    { rows: all, values },
    { rows: half, values: values.filter((_, i) => i % 2 === 0) },
    {
      rows: all.filter((i) => i % 2 === 1),
      values: values.filter((_, i) => i % 2 === 1),
    },
  ], { ...OPTIONS, count });
  const expected = variance(Float64Array.from(values)) / (count - 1);
  assert(near(variance(whole!) / expected, 1, 0.1));
  assert(near(variance(part!) / (2 * expected), 1, 0.25));
  // Lists without a row in common do not vary together.
  const sum = variance(part!.map((mean, r) => mean + other![r]!));
  assert(near(sum / (variance(part!) + variance(other!)), 1, 0.1));
});

Deno.test("resampledMeans() of few rows spread without bias", () => {
  const values = Float64Array.of(1, 2, 6);
  const rows = Int32Array.of(0, 1, 2);
  const [means] = resampledMeans([{ rows, values }], { ...OPTIONS, count: 3 });
  // s² / n = 7 / 3.
  assert(near(variance(means!), 7 / 3, 0.06), `${variance(means!)}`);
});

Deno.test("resampledMeans() gives no list more than its own values", () => {
  // Of 3 rows, draws with replacement would leave a list of one row empty.
  const lists = [0, 1, 2].map((row) => ({
    rows: Int32Array.of(row),
    values: Float64Array.of(row),
  }));
  const means = resampledMeans(lists, { ...OPTIONS, count: 3 });
  means.forEach((list, row) => assert(list.every((mean) => mean === row)));
});

Deno.test("resampledMeans() names what it cannot use", () => {
  const resample = (rows: number[], values: number[]) =>
    resampledMeans([{
      rows: Int32Array.from(rows),
      values: Float64Array.from(values),
    }], { ...OPTIONS, count: 2 });
  assert.throws(() => resample([], []), /got 0 values and 0 rows/);
  assert.throws(() => resample([0, 1], [1]), /got 1 values and 2 rows/);
  assert.throws(() => resample([0, 2], [1, 1]), /some rows below 2 in list 0/);
  assert.throws(() => resample([0, 1], [1, NaN]), /got NaN in row 1/);
});

Deno.test("halvesInterval() of one fit is the normal interval of its resamples", () => {
  const z = random(5n, "z").normal(new Float32Array(4000));
  const resampled = Float64Array.from(z, (value) => 2 + 3 * value);
  const { value, low, high } = halvesInterval([2], [resampled]);
  assert.equal(value, 2);
  assert(near(high - value, 1.96 * 3, 0.02), `${high}`);
  assert(near(value - low, 1.96 * 3, 0.02), `${low}`);
});

Deno.test("halvesInterval() is as wide as fits that differ by more than their rows", () => {
  const still = [1, 2, 3].map(() => Float64Array.of(0, 0));
  const { value, low, high } = halvesInterval([1, 2, 6], still);
  // SciPy 1.17.1: stats.t.interval(0.95, 2, 3, stats.sem([1, 2, 6])).
  assert(near(value, 3, 1e-12));
  assert(near(low, -3.572410607728428, 1e-8), `${low}`);
  assert(near(high, 9.572410607728428, 1e-8), `${high}`);
});

Deno.test("halvesInterval() of fits that agree in everything is that of one", () => {
  const z = Float64Array.from(random(6n, "z").normal(new Float32Array(500)));
  const one = halvesInterval([1], [z]);
  const three = halvesInterval([1, 1, 1], [z, z, z]);
  // Rows on which they were fitted count as much again.
  assert(near(three.high - 1, Math.SQRT2 * (one.high - 1), 1e-9));
});

Deno.test("halvesInterval() names what it cannot use", () => {
  const resampled = [Float64Array.of(1, 2)];
  assert.throws(() => halvesInterval([], []), /for each of 0 values, got none/);
  assert.throws(() => halvesInterval([1, 2], resampled), /got 2$/);
  assert.throws(() => halvesInterval([NaN], resampled), /got NaN in row 0/);
  assert.throws(
    () => halvesInterval([1], [Float64Array.of(1, Infinity)]),
    /got Infinity in row 1/,
  );
});

for (
  const { critics, noise } of [
    { critics: 1, noise: 0 },
    { critics: 3, noise: 0 },
    { critics: 3, noise: 0.9 },
    { critics: 8, noise: 0 },
  ]
) {
  Deno.test(`halvesInterval() of ${critics} critics, ${noise} of them noise, excludes 0 for a perfect generator in about 5 %`, () => {
    const trials = 200;
    let excluded = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = perfectGenerator({ critics, noise, trial }).excess;
      if (low > 0 || high < 0) excluded++;
    }
    // Binomial(200, 0.05): 99.9 % lie in 1 … 21.
    assert(excluded >= 1 && excluded <= 21, `${excluded} of ${trials}`);
  });
}
