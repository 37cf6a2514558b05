import assert from "node:assert/strict";
import { orthonormal } from "../../lib/stats/orthonormal.ts";
import { random } from "../../lib/stats/random.ts";

const COUNT = 60;

/** Normal columns as rows, with columns made from them put after. */
function rowsOf(
  dim: number,
  ...more: readonly ((row: Float32Array) => number)[]
): { data: Float32Array; dim: number } {
  const wide = dim + more.length;
  const data = new Float32Array(COUNT * wide);
  for (let i = 0; i < COUNT; i++) {
    const row = random(1n, "row", i).normal(new Float32Array(dim));
    data.set([...row, ...more.map((make) => make(row))], i * wide);
  }
  return { data, dim: wide };
}

Deno.test("orthonormal() gives uncorrelated columns of zero mean and unit variance", () => {
  const { rank, data } = orthonormal(rowsOf(5, ([a]) => 1e6 + 1e-6 * a!));
  assert.equal(rank, 5);
  for (let j = 0; j < rank; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0;
      let product = 0;
      for (let i = 0; i < COUNT; i++) {
        sum += data[i * rank + j]!;
        product += data[i * rank + j]! * data[i * rank + k]!;
      }
      assert.ok(Math.abs(sum) < 1e-5);
      const expected = j === k ? COUNT - 1 : 0;
      assert.ok(Math.abs(product - expected) < 1e-4, `${j} ${k} ${product}`);
    }
  }
});

Deno.test("orthonormal() sees through rounding of dependent columns", () => {
  const { rank } = orthonormal(rowsOf(
    4,
    ([a, b]) => 0.1 * a! + 0.7 * b!,
    (row) => row.reduce((sum, x, j) => sum + x * (j + 1) / 3, 100),
    ([, , c]) => 1e20 * c!,
    () => 0.3,
  ));
  assert.equal(rank, 4);
});

Deno.test("orthonormal() keeps what a column adds above rounding", () => {
  const { rank } = orthonormal(rowsOf(
    2,
    ([a]) => a! + 1e-5 * Math.sin(1000 * a!),
    ([a]) => a! * a!,
  ));
  assert.equal(rank, 4);
});

Deno.test("orthonormal() finds no more columns than rows leave free", () => {
  const data = random(2n, "wide").normal(new Float32Array(3 * 50));
  assert.equal(orthonormal({ data, dim: 50 }).rank, 2);
  assert.equal(orthonormal({ data: Float32Array.of(7), dim: 1 }).rank, 0);
  assert.throws(
    () => orthonormal({ data: new Float32Array(0), dim: 1 }),
    /expected some rows/,
  );
  assert.throws(
    () => orthonormal({ data: Float32Array.of(1, 2, 3, NaN), dim: 2 }),
    /got NaN in row 1, column 1/,
  );
});
