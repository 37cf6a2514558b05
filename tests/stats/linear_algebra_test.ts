import assert from "node:assert/strict";
import {
  cholesky,
  semidefiniteFactor,
  solveLower,
} from "../../lib/stats/cholesky.ts";
import {
  fitGaussianMixture,
  logLikelihood,
} from "../../lib/stats/gaussian_mixture.ts";
import { moments } from "../../lib/stats/moments.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { near, wavePoints } from "../fixtures/points.ts";

// NumPy 2.4.6 in float64.
const MATRIX = Float64Array.of(4, 1, 0.5, 1, 3, -0.25, 0.5, -0.25, 2);
const FACTOR = [
  [2, 0, 0],
  [0.5, 1.6583123951777, 0],
  [0.25, -0.22613350843332272, 1.3734495390671027],
].flat();

Deno.test("cholesky() agrees with NumPy, and solveLower() inverts it", () => {
  const factor = cholesky(MATRIX, 3);
  factor.forEach((value, i) => assert(near(value, FACTOR[i]!, 1e-14)));
  const x = [3, -1, 2];
  const b = Float64Array.from(
    [0, 1, 2],
    (i) => x.reduce((sum, value, j) => sum + factor[i * 3 + j]! * value, 0),
  );
  solveLower(factor, b).forEach((value, i) =>
    assert(near(value, x[i]!, 1e-12))
  );
  assert.throws(
    () => cholesky(Float64Array.of(1, 2, 2, 1), 2),
    /not positive definite at row 1/,
  );
});

Deno.test("moments() match sums in float64, also far from zero", async () => {
  await useEngine("onnx");
  const { data, dim } = wavePoints([1300, 7], { a: 3.7, b: 0.11, shift: 100 });
  const found = await moments(data, dim);
  const column = (j: number) =>
    Array.from({ length: 1300 }, (_, i) => data[i * dim + j]!);
  const mean = (x: readonly number[]) => x.reduce((s, v) => s + v, 0) / 1300;
  for (let a = 0; a < dim; a++) {
    const [x, m] = [column(a), mean(column(a))];
    assert(near(found.mean[a]!, m, 1e-9));
    for (let b = 0; b < dim; b++) {
      const [y, n] = [column(b), mean(column(b))];
      const exact = x.reduce((s, v, i) => s + (v - m) * (y[i]! - n), 0) / 1299;
      assert(near(found.covariance[a * dim + b]!, exact, 1e-5));
    }
  }
});

Deno.test("logLikelihood() of a mixture agrees with SciPy", () => {
  const mixture = {
    dim: 2,
    shares: Float64Array.of(0.3, 0.7),
    means: [Float64Array.of(0, 0), Float64Array.of(1, -1)],
    factors: [
      cholesky(Float64Array.of(1, 0.2, 0.2, 0.5), 2),
      cholesky(Float64Array.of(0.4, 0, 0, 0.9), 2),
    ],
  };
  // SciPy 1.17.1, stats.multivariate_normal, on wavePoints([5, 2]).
  const { data } = wavePoints([5, 2], { a: 3.7, b: 0.11 });
  assert(near(logLikelihood(mixture, data), -3.036764446652326, 1e-6));
});

Deno.test("fitGaussianMixture() finds two laws that stand apart", () => {
  const count = 2000;
  const x = random(6n, "points").normal(new Float32Array(2 * count));
  for (let i = 0; i < count; i++) {
    const far = i % 4 === 0;
    x[2 * i] = far ? x[2 * i]! * 0.5 + 6 : x[2 * i]!;
    x[2 * i + 1] = far ? x[2 * i + 1]! + 2 : x[2 * i + 1]! * 2;
  }
  const mixture = fitGaussianMixture(x, 2, {
    components: 2,
    iterations: 100,
    ridge: 1e-6,
    seed: 1n,
  });
  const [far, at] = mixture.means[0]![0]! > 3 ? [0, 1] : [1, 0];
  assert(near(mixture.shares[far]!, 0.25, 0.02));
  assert(near(mixture.means[far]![0]!, 6, 0.02));
  assert(near(mixture.means[far]![1]!, 2, 0.06));
  assert(near(mixture.means[at]![0]!, 0, 0.08));
  assert(near(mixture.factors[far]![0]!, 0.5, 0.03));
  assert(near(mixture.factors[at]![3]!, 2, 0.06));
  assert.throws(
    () =>
      fitGaussianMixture(x.subarray(0, 4), 2, {
        components: 3,
        iterations: 1,
        ridge: 0,
        seed: 1n,
      }),
    /expected at least 3 rows, got 2/,
  );
});

Deno.test("semidefiniteFactor() gives R with R·Rᵀ the matrix, also without full rank", () => {
  const [dim, rank] = [7, 3];
  const half = Float64Array.from(
    { length: dim * rank },
    (_, i) => Math.sin(1.7 * i + 0.3),
  );
  const matrix = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      for (let k = 0; k < rank; k++) {
        matrix[i * dim + j]! += half[i * rank + k]! * half[j * rank + k]!;
      }
    }
  }
  const rows = semidefiniteFactor(matrix, dim);
  assert(Math.max(...rows.map((row) => row.length)) <= rank);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const product = rows[i]!.reduce(
        (sum, x, k) => sum + x * (rows[j]![k] ?? 0),
        0,
      );
      assert(Math.abs(product - matrix[i * dim + j]!) < 1e-13);
    }
  }
  const none = semidefiniteFactor(new Float64Array(4), 2);
  assert(none.every((row) => row.length === 0));
});
