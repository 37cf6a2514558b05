import assert from "node:assert/strict";
import { frechetDistance } from "../../lib/stats/frechet.ts";
import { type Moments, moments } from "../../lib/stats/moments.ts";
import type { PointSet } from "../../lib/stats/rows.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { near, wavePoints } from "../fixtures/points.ts";

function law(mean: readonly number[], covariance: readonly number[]): Moments {
  return {
    count: 9,
    dim: mean.length,
    mean: Float64Array.from(mean),
    covariance: Float64Array.from(covariance),
  };
}

async function distance(a: PointSet, b: PointSet): Promise<number> {
  await useEngine("onnx");
  return frechetDistance(
    await moments(a.data, a.dim),
    await moments(b.data, b.dim),
  );
}

Deno.test("frechetDistance() gives the published vector 89.0909", async () => {
  const real = { data: new Float32Array(200).fill(1), dim: 2 };
  const fake = { data: new Float32Array(200).fill(9), dim: 2 };
  for (let i = 0; i < 50; i++) real.data[2 * i] = 2;
  for (let i = 50; i < 100; i++) fake.data[2 * i] = 2;
  assert(near(await distance(real, fake), 89.0909090909, 1e-6));
});

Deno.test("frechetDistance() matches the closed form for diagonal covariances", () => {
  const [a, b] = [[4, 9, 0.25], [1, 16, 0]];
  const diagonal = (v: readonly number[]) => [
    v[0]!,
    0,
    0,
    0,
    v[1]!,
    0,
    0,
    0,
    v[2]!,
  ];
  const expected = a.reduce(
    (sum, x, i) => sum + (Math.sqrt(x) - Math.sqrt(b[i]!)) ** 2,
    0,
  );
  const found = frechetDistance(
    law([0, 0, 0], diagonal(a)),
    law([0, 0, 0], diagonal(b)),
  );
  assert(near(found, expected, 1e-12), `${found} ${expected}`);
});

Deno.test("frechetDistance() matches the closed form for 2×2 covariances that do not commute", () => {
  const [a, b] = [[2, 0.7, 0.7, 1], [1, -0.4, -0.4, 3]] as const;
  // tr AB, and det A · det B.
  const trace = a[0] * b[0] + 2 * a[1] * b[1] + a[3] * b[3];
  const determinants = (a[0] * a[3] - a[1] ** 2) * (b[0] * b[3] - b[1] ** 2);
  const root = Math.sqrt(trace + 2 * Math.sqrt(determinants));
  const expected = 5 + (2 + 1) + (1 + 3) - 2 * root;
  const found = frechetDistance(law([1, 2], a), law([0, 0], b));
  assert(near(found, expected, 1e-12), `${found} ${expected}`);
});

// NumPy 2.4.6 and SciPy 1.17.1 in float64: eigenvalues of the product of the
// covariances (ddof 1) of wavePoints(count) and wavePoints(count + 3).
const REFERENCE = [
  [8, 2, 0.10389639116119742],
  [64, 5, 0.2585303702246211],
  [300, 16, 1.0003424033137307],
  [10, 24, 2.69465401732306],
  [500, 64, 4.026374489008575],
] as const;

for (const [count, dim, expected] of REFERENCE) {
  Deno.test(`frechetDistance() agrees with SciPy on ${count} points of ${dim}`, async () => {
    const found = await distance(
      wavePoints([count, dim], { a: 3.7, b: 0.11 }),
      wavePoints([count + 3, dim], { a: 2.9, b: 0.07, shift: 0.25 }),
    );
    // With fewer points than dimensions, float32 products leave tiny
    // eigenvalues where exact ones are zero, and roots enlarge them.
    const tolerance = count < dim ? 5e-5 : 2e-6;
    assert(near(found, expected, tolerance), `${found} ${expected}`);
  });
}

Deno.test("frechetDistance() is symmetric, and zero from a law to itself", async () => {
  const a = wavePoints([40, 6], { a: 3.7, b: 0.11 });
  const b = wavePoints([50, 6], { a: 2.9, b: 0.07 });
  assert(near(await distance(a, b), await distance(b, a), 1e-6));
  assert(Math.abs(await distance(a, a)) < 1e-9);
});

Deno.test("frechetDistance() refuses laws of other dimensions", () => {
  assert.throws(
    () => frechetDistance(law([0], [1]), law([0, 0], [1, 0, 0, 1])),
    /expected dimension 1, got 2/,
  );
});
