import assert from "node:assert/strict";
import { leadingEigen } from "../../lib/stats/leading_eigen.ts";
import { symmetricEigenvalues } from "../../lib/stats/eigen.ts";
import { random } from "../../lib/stats/random.ts";

const DIM = 160;

/** A matrix of given eigenvalues, turned by two reflections. */
function turned(value: (i: number) => number): Float64Array {
  let rows = Array.from(
    { length: DIM },
    (_, i) =>
      Float64Array.from({ length: DIM }, (_, j) => i === j ? value(i) : 0),
  );
  for (const name of ["first", "second"]) {
    const v = random(1n, name).normal(new Float32Array(DIM));
    const square = v.reduce((sum, x) => sum + x * x, 0);
    const reflect = (row: Float64Array) => {
      const share = 2 * row.reduce((sum, x, j) => sum + x * v[j]!, 0) / square;
      return row.map((x, j) => x - share * v[j]!);
    };
    const once = rows.map(reflect);
    rows = once.map((_, j) =>
      reflect(Float64Array.from(once, (row) => row[j]!))
    );
  }
  return Float64Array.from({ length: DIM * DIM }, (_, at) => {
    const [i, j] = [Math.floor(at / DIM), at % DIM];
    return (rows[i]![j]! + rows[j]![i]!) / 2;
  });
}

const SPECTRA: Readonly<Record<string, (i: number) => number>> = {
  "as of images": (i) => 1 / (i + 1) ** 1.5,
  "that hardly fall": (i) => 1 + 1 / (i + 2),
  "of few directions": (i) => i < 3 ? 5 - i : 0,
  "that are equal": () => 2,
  "nine of which are equal": (i) => i < 9 ? 7 : 1 / i,
  "none": () => 0,
};

function productOf(matrix: Float64Array, vector: Float64Array): Float64Array {
  return Float64Array.from(
    { length: DIM },
    (_, r) => vector.reduce((sum, x, c) => sum + matrix[r * DIM + c]! * x, 0),
  );
}

for (const [name, value] of Object.entries(SPECTRA)) {
  Deno.test(`leadingEigen() finds the largest eigenvalues ${name}`, async () => {
    const matrix = turned(value);
    const count = 5;
    const { values, vectors } = await leadingEigen(
      (vectors) =>
        Promise.resolve(vectors.map((vector) => productOf(matrix, vector))),
      { dim: DIM, count, accuracy: 1e-10 },
    );
    const all = symmetricEigenvalues(matrix, DIM);
    const largest = Math.abs(all[0]!) || 1;
    assert.equal(values.length, count);
    assert.equal(vectors.length, count);
    for (const [i, vector] of vectors.entries()) {
      assert.ok(Math.abs(values[i]! - all[i]!) < 1e-12 * largest);
      const image = productOf(matrix, vector);
      for (let r = 0; r < DIM; r++) {
        const rest = image[r]! - values[i]! * vector[r]!;
        assert.ok(Math.abs(rest) < 1e-10 * largest, `residual ${rest}`);
      }
      for (const [j, other] of vectors.entries()) {
        const product = vector.reduce((sum, x, k) => sum + x * other[k]!, 0);
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-12);
      }
    }
  });
}

Deno.test("leadingEigen() finds nearly all pairs", async () => {
  const matrix = turned((i) => i);
  const { values } = await leadingEigen(
    (vectors) =>
      Promise.resolve(vectors.map((vector) => productOf(matrix, vector))),
    { dim: DIM, count: DIM - 1, accuracy: 1e-10 },
  );
  for (const [i, value] of values.entries()) {
    assert.ok(Math.abs(value - (DIM - 1 - i)) < 1e-10);
  }
});
