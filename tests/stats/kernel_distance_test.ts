import assert from "node:assert/strict";
import { kernelDistance } from "../../lib/stats/kernel_distance.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { near, wavePoints } from "../fixtures/points.ts";
import { kernelDistanceOfNormals } from "./coverage/kernel_of_normals.ts";

Deno.test("kernelDistance() of ones(4, 16) with itself is 0", async () => {
  await useEngine("onnx");
  const ones = { data: new Float32Array(64).fill(1), dim: 16 };
  assert.equal((await kernelDistance(ones, ones)).value, 0);
});

Deno.test("kernelDistance() agrees with NumPy on whole sets", async () => {
  await useEngine("onnx");
  const found = await kernelDistance(
    wavePoints([50, 6], { a: 3.7, b: 0.11 }),
    wavePoints([50, 6], { a: 2.9, b: 0.07, shift: 0.25 }),
    {},
  );
  // NumPy 2.4.6 in float64: the unbiased estimate with (x·y / 6 + 1)³.
  assert(near(found.value, 0.13474321236613607, 1e-6), String(found.value));
});

Deno.test("kernelDistance() is unbiased: around 0 for samples of one law", async () => {
  await useEngine("onnx");
  const values: number[] = [];
  for (let trial = 0; trial < 40; trial++) {
    const set = (name: string) => ({
      data: random(3n, name, trial).normal(new Float32Array(100 * 4)),
      dim: 4,
    });
    const { value } = await kernelDistance(set("a"), set("b"));
    values.push(value);
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const error = Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 39 / 40,
  );
  assert(Math.abs(mean) < 3.5 * error, `${mean} ± ${error}`);
  assert(values.some((value) => value < 0));
});

Deno.test("kernelDistance() refuses single points", async () => {
  const one = { data: new Float32Array(4), dim: 4 };
  await assert.rejects(
    kernelDistance(one, one),
    /expected at least 2 points, got 1/,
  );
});

Deno.test("kernelDistance() loses no digits where one row is large", async () => {
  await useEngine("onnx");
  const { value } = await kernelDistance(
    { data: Float32Array.of(0, 1, 1000), dim: 1 },
    { data: Float32Array.of(0, 1, 2), dim: 1 },
  );
  // By hand: (1 + 1 + 1001³) / 3 + (1 + 1 + 27) / 3 and, twice,
  // (3 + 1 + 8 + 27 + 1 + 1001³ + 2001³) / 9.
  const expected = (2 + 1001 ** 3) / 3 + 29 / 3 -
    2 * (40 + 1001 ** 3 + 2001 ** 3) / 9;
  assert(Math.abs(value - expected) < 1e-3, `${value} ${expected}`);
});

Deno.test("kernelDistance() of tiles agrees with that of all at once", async () => {
  await useEngine("onnx", { threads: 2 });
  // 1,201 points are two tiles, the last not full; 300 of them fit in float64.
  const dim = 72;
  const set = (name: string, count: number) => ({
    data: random(5n, name).normal(new Float32Array(count * dim)),
    dim,
  });
  const [a, b] = [set("a", 1201), set("b", 1450)];
  const whole = await kernelDistance(a, b);
  assert.deepEqual(whole.counts, [1201, 1450]);
  let [own, others, across] = [0, 0, 0];
  const k = (x: typeof a, i: number, y: typeof a, j: number) => {
    let p = 0;
    for (let c = 0; c < dim; c++) {
      p += x.data[i * dim + c]! * y.data[j * dim + c]!;
    }
    return (p / dim + 1) ** 3;
  };
  for (let i = 0; i < 1201; i++) {
    for (let j = 0; j < i; j++) own += k(a, i, a, j);
    for (let j = 0; j < 1450; j++) across += k(a, i, b, j);
  }
  for (let i = 0; i < 1450; i++) {
    for (let j = 0; j < i; j++) others += k(b, i, b, j);
  }
  const expected = own * 2 / (1201 * 1200) + others * 2 / (1450 * 1449) -
    2 * across / (1201 * 1450);
  assert(Math.abs(whole.value - expected) < 1e-9, `${whole.value} ${expected}`);
});

Deno.test("kernelDistance() covers the distance of the laws about as often as it claims", async () => {
  await useEngine("onnx");
  const dim = 8;
  for (const shift of [0, 0.3]) {
    const truth = kernelDistanceOfNormals(dim, shift);
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const set = (name: string, by: number) => ({
        data: random(7n, name, trial).normal(new Float32Array(80 * dim))
          .map((value) => value + by),
        dim,
      });
      const { low, high } = await kernelDistance(set("a", shift), set("b", 0));
      if (low! <= truth && truth <= high!) covered++;
    }
    // Binomial(200, 0.95): 99.9 % are above 178. Equal laws are covered more
    // often, for the jackknife errs upwards there.
    assert(covered >= 178, `${covered} of 200`);
    assert(shift === 0 || covered <= 199, `${covered} of 200`);
  }
});

Deno.test("kernelDistance() takes a part of large sets, and has no interval for two points", async () => {
  await useEngine("onnx");
  const set = wavePoints([50, 6], { a: 3.7, b: 0.11 });
  const few = await kernelDistance(set, set, { limit: 10 });
  assert.deepEqual(few.counts, [10, 10]);
  assert(few.low! < few.high!);
  const two = await kernelDistance(set, set, { limit: 2 });
  assert.deepEqual([two.low, two.high], [undefined, undefined]);
});
