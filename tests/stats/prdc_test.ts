import assert from "node:assert/strict";
import { jackknifeError } from "../../lib/stats/jackknife.ts";
import { type Prdc, prdc } from "../../lib/stats/prdc.ts";
import { random } from "../../lib/stats/random.ts";
import { tQuantile } from "../../lib/stats/t_quantile.ts";
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
  const balls = inReal.reduce((sum, c) => sum + c, 0);
  assert.equal(found.precision, inReal.filter((c) => c > 0).length / 731);
  assert(near(found.density, balls / k / 731, 1e-12));
  assert.equal(found.coverage, covered.length / 1203);
  assert.equal(found.recall, recalled.length / 1203);
});

Deno.test("prdc() refuses sets without a k-th neighbour", async () => {
  const few = normal("few", { count: 5, dim: 2 });
  await assert.rejects(prdc(few, few), /expected more than 5 points, got 5/);
});

Deno.test("prdc() counts no tie as a hit", async () => {
  await useEngine("onnx");
  const { intervals: _, ...found } = await prdc(
    { data: Float32Array.of(0, 0, 1), dim: 1 },
    { data: Float32Array.of(2, 2, 2), dim: 1 },
    { k: 1 },
  );
  assert.deepEqual(found, { precision: 0, recall: 0, density: 0, coverage: 0 });
});

Deno.test("prdc() does not depend on order, place, or powers of two of scale", async () => {
  await useEngine("onnx");
  const draw = (name: string) =>
    random(5n, name).integers(new Int32Array(150 * 5), 4);
  const [real, fake] = [draw("real"), draw("fake")];
  const set = (values: Int32Array, map: (value: number) => number) => ({
    data: Float32Array.from(values, map),
    dim: 5,
  });
  const of = async (map: (value: number) => number, reverse = false) => {
    const turned = (values: Int32Array) =>
      reverse ? values.slice().reverse() : values;
    const { intervals: _, ...found } = await prdc(
      set(turned(real), map),
      set(turned(fake), map),
    );
    return found;
  };
  const found = await of((value) => value);
  assert(found.precision > 0.3 && found.coverage < 0.9, `${found.precision}`);
  // Reversed, coordinates are summed in another order too.
  assert.deepEqual(await of((value) => value, true), found);
  assert.deepEqual(await of((value) => value + 1000), found);
  assert.deepEqual(await of((value) => value * 2 ** 60), found);
  assert.deepEqual(await of((value) => value * 2 ** -60), found);
});

Deno.test("prdc() leaves groups out as if they had never been there", async () => {
  await useEngine("onnx");
  const real = normal("groups of real", { count: 60, dim: 3 });
  const fake = normal("groups of fake", { count: 50, dim: 3, scale: 0.8 });
  const { intervals } = await prdc(real, fake, { k: 3 });
  const [groups, t] = [20, tQuantile(0.975, 19)];
  // The same by calling prdc() on what is left of one set.
  const without = ({ data, dim }: typeof real, name: string, g: number) => {
    const count = data.length / dim;
    const rows: number[][] = Array.from({ length: count }, () => []);
    random(0n, "groups", name).permutation(count).forEach((i, position) => {
      if (position % groups !== g) {
        rows[i] = [...data.subarray(i * dim, (i + 1) * dim)];
      }
    });
    return { data: Float32Array.from(rows.flat()), dim };
  };
  const parts = { real: [] as Prdc[], fake: [] as Prdc[] };
  for (let g = 0; g < groups; g++) {
    parts.real.push(await prdc(without(real, "real", g), fake, { k: 3 }));
    parts.fake.push(await prdc(real, without(fake, "fake", g), { k: 3 }));
  }
  for (const measure of ["recall", "density", "coverage"] as const) {
    const errors = [parts.real, parts.fake].map((all) =>
      jackknifeError(all.map((one) => one[measure]))
    );
    const { value, high } = intervals![measure];
    const expected = value + t * Math.hypot(...errors);
    assert(
      near(
        high,
        measure === "density" ? expected : Math.min(1, expected),
        1e-9,
      ),
      `${measure}: ${high} ${expected}`,
    );
  }
});
