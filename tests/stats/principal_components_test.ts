import assert from "node:assert/strict";
import { principalComponents } from "../../lib/stats/principal_components.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

await useEngine("onnx");

/** Rows along 40 directions, each of which has less than the one before. */
function rowsOf(count: number, dim: number): Float32Array {
  const sums = new Float64Array(count * dim);
  for (let k = 0; k < 40; k++) {
    const across = Float64Array.from(
      { length: dim },
      (_, j) => Math.cos(0.11 * (k + 1) * (j + 1) + 0.5 * k),
    );
    for (let i = 0; i < count; i++) {
      const along = (k + 1) ** -1.2 *
        Math.sin(0.37 * (k + 1) * (i + 1) + k * k);
      for (let j = 0; j < dim; j++) sums[i * dim + j]! += along * across[j]!;
    }
  }
  return Float32Array.from(sums, (x) => x + 3);
}

const [COUNT, DIM] = [4000, 800];
const rows = rowsOf(COUNT, DIM);

// NumPy 2.4.6, linalg.svd of the centred rows in float64.
const TOTAL = 275.9908008637294;
const VARIANCES = [
  200.0978350956168,
  37.91650516331134,
  14.322442492473703,
  7.181154885451387,
  4.206788160758322,
  2.718589782883227,
  1.8756858993270655,
  1.3674715135167115,
];
/** Elements 0, 100 and 799 of each direction. */
const DIRECTIONS = [
  [0.04977704624976338, 0.005872423241921243, 0.04991471708566616],
  [0.03738475910456916, -0.03766473026831197, 0.04233453058777758],
  [0.01196630037661694, -0.04846993027168339, 0.02233946584448276],
  [0.01791951808243159, 0.018073145898593285, 0.0026631103284028013],
  [0.04238455218239011, -0.02547942196920555, 0.029706021694953306],
  [0.052000272752726666, -0.04965845297863832, 0.04670959644897015],
  [0.040958861394996764, -0.031204976007804835, 0.04986972908516466],
  [0.018885532349389635, 0.0075400715951033405, 0.03633977968452768],
];

Deno.test("principalComponents() of many rows are NumPy's", async () => {
  const found = await principalComponents(rows, DIM, { count: 8 });
  assert.ok(Math.abs(found.total / TOTAL - 1) < 1e-9);
  for (const [k, variance] of VARIANCES.entries()) {
    const value = found.variances[k]! / variance - 1;
    assert.ok(Math.abs(value) < 1e-6, `variance ${k}: ${value}`);
    const direction = found.directions[k]!;
    const sign = Math.sign(direction[0]!);
    for (const [i, at] of [0, 100, 799].entries()) {
      const other = DIRECTIONS[k]![i]!;
      assert.ok(Math.abs(sign * direction[at]! - other) < 1e-6, `${k}, ${at}`);
    }
  }
});

Deno.test("principalComponents() find no more directions than rows vary in", async () => {
  const found = await principalComponents(rows, DIM, { count: 50 });
  for (const [k, direction] of found.directions.entries()) {
    const square = direction.reduce((sum, x) => sum + x * x, 0);
    assert.ok(Math.abs(square - (k < 40 ? 1 : 0)) < 1e-9, `${k}: ${square}`);
    assert.equal(found.variances[k]! > 0, k < 40);
  }
});

Deno.test("principalComponents() do not mind how large or small numbers are", async () => {
  const few = rows.slice(0, 100 * DIM);
  const plain = await principalComponents(few, DIM, { count: 3 });
  for (const scale of [2 ** 100, 2 ** -100]) {
    const found = await principalComponents(few.map((x) => x * scale), DIM, {
      count: 3,
    });
    assert.deepEqual(found.directions, plain.directions);
    assert.deepEqual(
      found.variances,
      plain.variances.map((x) => x * scale * scale),
    );
  }
});

Deno.test("principalComponents() of columns that vary alike are orthonormal", async () => {
  // Rows ±eⱼ: every direction has the same variance.
  const dim = 60;
  const even = new Float32Array(2 * dim * dim);
  for (let i = 0; i < 2 * dim; i++) even[i * dim + i % dim] = i < dim ? 1 : -1;
  const { variances, directions } = await principalComponents(even, dim, {
    count: 7,
  });
  for (const [k, direction] of directions.entries()) {
    assert.ok(Math.abs(variances[k]! - 2 / (2 * dim - 1)) < 1e-12);
    for (const [l, other] of directions.entries()) {
      const dot = direction.reduce((sum, x, j) => sum + x * other[j]!, 0);
      assert.ok(Math.abs(dot - (k === l ? 1 : 0)) < 1e-12);
    }
  }
});

Deno.test("principalComponents() say which row is not finite", async () => {
  await assert.rejects(
    principalComponents(Float32Array.of(1, 2, 3, NaN, 5, 6), 2, { count: 1 }),
    /expected finite numbers, got NaN in row 1, column 1 of the rows$/,
  );
});
