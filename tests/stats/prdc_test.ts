import assert from "node:assert/strict";
import { prdc } from "../../lib/stats/prdc.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { near, wavePoints } from "../fixtures/points.ts";

function normal(
  name: string,
  options: { count: number; dim: number; scale?: number },
) {
  const { count, dim, scale = 1 } = options;
  const data = random(5n, name).normal(new Float32Array(count * dim));
  return { data: data.map((value) => value * scale), dim };
}

Deno.test("prdc() agrees with scikit-learn's distances", async () => {
  await useEngine("onnx");
  // scikit-learn 1.9.1 pairwise distances in float64, definitions of `prdc`.
  const found = await prdc(
    wavePoints([80, 3], { a: 1.7, b: 0.31 }),
    wavePoints([60, 3], { a: 1.1, b: 0.21 }),
    { k: 3 },
  );
  assert(near(found.precision, 1, 1e-9));
  assert(near(found.recall, 1, 1e-9));
  assert(near(found.density, 1.2444444444444445, 1e-9), `${found.density}`);
  assert(near(found.coverage, 0.9625, 1e-9), `${found.coverage}`);
});

Deno.test("prdc() of two samples of one law comes near the published figures", async () => {
  await useEngine("onnx", { threads: 2 });
  // Naeem et al. 2020: N(0, I), 10,000 × 1000, k = 5: .477, .470, 1.056, .974.
  // With 2,000 points in 64 dimensions only the expectations of density and
  // coverage, which do not depend on the dimension, are known.
  const options = { count: 2000, dim: 64 };
  const found = await prdc(normal("a", options), normal("b", options));
  const [n, k] = [options.count, 5];
  let miss = 1;
  for (let i = 1; i <= k; i++) miss *= (n - i) / (2 * n - i);
  assert(Math.abs(found.density - 1) < 0.1, `${found.density}`);
  assert(Math.abs(found.coverage - (1 - miss)) < 0.02, `${found.coverage}`);
  assert(Math.abs(found.precision - found.recall) < 0.05);
});

Deno.test("prdc() of a tight fake in a wide real has precision and little recall", async () => {
  await useEngine("onnx");
  const real = normal("real", { count: 500, dim: 8, scale: 3 });
  const fake = normal("fake", { count: 500, dim: 8, scale: 0.1 });
  const found = await prdc(real, fake);
  assert(found.precision > 0.8, `${found.precision}`);
  assert(found.recall < 0.3, `${found.recall}`);
  const turned = await prdc(fake, real);
  assert.equal(turned.precision, found.recall);
  assert.equal(turned.recall, found.precision);
});

Deno.test("prdc() over several blocks agrees with distances taken one by one", async () => {
  await useEngine("onnx", { threads: 2 });
  const real = normal("several real", { count: 1203, dim: 4 });
  const fake = normal("several fake", { count: 731, dim: 4, scale: 0.8 });
  const k = 4;
  const rows = ({ data, dim }: typeof real) =>
    Array.from(
      { length: data.length / dim },
      (_, i) => data.subarray(i * dim, (i + 1) * dim),
    );
  const apart = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0);
  const [reals, fakes] = [rows(real), rows(fake)];
  const radii = (set: Float32Array[]) =>
    set.map((a) => set.map((b) => apart(a, b)).sort((x, y) => x - y)[k]!);
  const [ofReal, ofFake] = [radii(reals), radii(fakes)];
  const inReal = fakes.map((f) =>
    reals.filter((r, i) => apart(r, f) < ofReal[i]!).length
  );
  const covered = reals.filter((r, i) =>
    fakes.some((f) => apart(r, f) < ofReal[i]!)
  );
  const recalled = reals.filter((r) =>
    fakes.some((f, j) => apart(r, f) < ofFake[j]!)
  );
  const found = await prdc(real, fake, { k });
  // One pair at the edge may fall to either side in float32.
  assert(
    near(found.precision, inReal.filter((c) => c > 0).length / 731, 2 / 731),
  );
  assert(
    near(
      found.density,
      inReal.reduce((sum, c) => sum + c, 0) / k / 731,
      2 / 731,
    ),
  );
  assert(near(found.coverage, covered.length / 1203, 2 / 1203));
  assert(near(found.recall, recalled.length / 1203, 2 / 1203));
});

Deno.test("prdc() refuses sets without a k-th neighbour", async () => {
  const few = normal("few", { count: 5, dim: 2 });
  await assert.rejects(prdc(few, few), /expected more than 5 points, got 5/);
});
