import assert from "node:assert/strict";
import {
  decodingErrors,
  fitLinearDecoder,
} from "../../lib/stats/linear_decoder.ts";
import {
  nearestNeighbours,
  neighbourVote,
} from "../../lib/stats/nearest_neighbours.ts";
import { participationRatio } from "../../lib/stats/participation_ratio.ts";
import { principalComponents } from "../../lib/stats/principal_components.ts";
import { random } from "../../lib/stats/random.ts";
import { wilson } from "../../lib/stats/wilson.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { wavePoints } from "../fixtures/points.ts";
import expected from "./code_probes.json" with { type: "json" };

await useEngine("onnx");

const train = wavePoints([600, 5], { a: 1.7, b: 0.31 });
const test = wavePoints([40, 5], { a: 1.1, b: 0.21 });

function byteRows(count: number, size: number): Uint8Array {
  return Uint8Array.from({ length: count * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (i * 37 + j * 101 + (i * j) % 97 * 5) % 256;
  });
}

function close(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(found.length, wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    assert.ok(
      Math.abs(found[i]! - wanted[i]!) < tolerance,
      `element ${i}: ${found[i]}, expected ${wanted[i]}`,
    );
  }
}

Deno.test("participationRatio() counts equal directions, and weighs unequal ones", () => {
  const diagonal = (...values: number[]) =>
    Float64Array.from(
      { length: values.length ** 2 },
      (_, i) => i % (values.length + 1) === 0 ? values[i % values.length]! : 0,
    );
  assert.equal(participationRatio(diagonal(3, 3, 3, 3), 4), 4);
  assert.equal(participationRatio(diagonal(3, 0, 0, 0), 4), 1);
  // (4 + 2 + 1)² / (16 + 4 + 1)
  assert.ok(Math.abs(participationRatio(diagonal(4, 2, 1), 3) - 7 / 3) < 1e-14);
  // Two coordinates of correlation ρ: 2 / (1 + ρ²).
  for (const rho of [0.5, -0.9, 1]) {
    const found = participationRatio(Float64Array.of(1, rho, rho, 1), 2);
    assert.ok(Math.abs(found - 2 / (1 + rho * rho)) < 1e-14);
  }
  assert.equal(participationRatio(new Float64Array(9), 3), 0);
  assert.equal(participationRatio(diagonal(1e300, 1e300), 2), 2);
});

Deno.test("participationRatio() is that of NumPy's correlations by their eigenvalues", () => {
  const correlation = Float64Array.from(expected.correlation);
  const square = correlation.reduce((sum, rho) => sum + rho * rho, 0);
  const found = participationRatio(correlation, 5);
  assert.ok(Math.abs(found - 25 / square) < 1e-12);
});

Deno.test("participationRatio() refuses what is no covariance", () => {
  assert.throws(
    () => participationRatio(Float64Array.of(1, NaN, 2, 1), 2),
    /^RangeError: Cannot count effective dimensions: element \[0, 1\] is NaN$/,
  );
  assert.throws(
    () => participationRatio(new Float64Array(3), 2),
    /expected 4 elements for dimension 2, got 3$/,
  );
});

Deno.test("wilson() agrees with SciPy, at none and all too", () => {
  for (const [hits, count, low, high] of expected.wilson) {
    const found = wilson(hits!, count!);
    close([found.low, found.high], [low!, high!], 1e-12);
    assert.equal(found.value, hits! / count!);
  }
  assert.throws(() => wilson(0, 0), /expected hits in \[0, 0\]/);
  assert.throws(() => wilson(NaN, 5), /got NaN$/);
});

Deno.test("nearestNeighbours() are scikit-learn's, in their order", async () => {
  const found = await nearestNeighbours(test, train, 10);
  assert.deepEqual([...found], expected.neighbours.flat());
});

Deno.test("nearestNeighbours() over several blocks are those of distances taken one by one", async () => {
  const [points, set] = ["points", "set"].map((name, i) => ({
    data: random(3n, name).normal(new Float32Array([1203, 700][i]! * 6)),
    dim: 6,
  }));
  const found = await nearestNeighbours(points!, set!, 3);
  for (let i = 0; i < 1203; i += 17) {
    const distances = Array.from({ length: 700 }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < 6; k++) {
        sum += (points!.data[i * 6 + k]! - set!.data[j * 6 + k]!) ** 2;
      }
      return { j, sum };
    }).sort((a, b) => a.sum - b.sum);
    assert.deepEqual(
      [...found.subarray(i * 3, i * 3 + 3)],
      distances.slice(0, 3).map(({ j }) => j),
    );
  }
});

Deno.test("neighbourVote() is scikit-learn's majority, and of equals the nearer", async () => {
  const labels = Array.from({ length: 600 }, (_, i) => i * 7 % 13 % 4);
  const votes = await neighbourVote(test, { ...train, labels });
  const certain = expected.majority.filter((label) => label !== null);
  assert.ok(certain.length >= 20);
  for (const [i, label] of expected.majority.entries()) {
    if (label !== null) assert.equal(votes[i], label, `point ${i}`);
  }
  const line = { data: Float32Array.of(0, 1, 3, 4), dim: 1 };
  const found = await neighbourVote(
    { data: Float32Array.of(1.4, 2.6), dim: 1 },
    { ...line, labels: [5, 5, 2, 2] },
    { k: 4 },
  );
  assert.deepEqual([...found], [5, 2]);
});

Deno.test("neighbourVote() asks all there are when they are fewer than k", async () => {
  const found = await neighbourVote(
    { data: Float32Array.of(9), dim: 1 },
    { data: Float32Array.of(0, 1, 8), dim: 1, labels: [1, 1, 6] },
  );
  assert.deepEqual([...found], [1]);
  await assert.rejects(
    nearestNeighbours(train, { data: new Float32Array(8), dim: 4 }, 1),
    /expected at least 1 points of dimension 5, got 2 of dimension 4$/,
  );
});

for (const [ridge, wanted] of Object.entries(expected.ridge)) {
  Deno.test(`fitLinearDecoder() is scikit-learn's ridge regression of ${ridge}`, async () => {
    const decoder = await fitLinearDecoder(
      train,
      { pixels: byteRows(600, 24), size: 24 },
      { ridge: Number(ridge) },
    );
    close(decoder.kernel.subarray(2 * 24, 3 * 24), wanted.kernel, 1e-5);
    close(decoder.bias, wanted.bias, 1e-5);
    const backwards = Array.from(
      { length: 40 },
      (_, i) => byteRows(40, 24).subarray((39 - i) * 24, (40 - i) * 24),
    );
    const errors = await decodingErrors(decoder, test, {
      pixels: Uint8Array.from(backwards.flatMap((row) => [...row])),
      size: 24,
    });
    close(errors, wanted.errors, 1e-5);
  });
}

Deno.test("fitLinearDecoder() finds a linear map again, over several parts", async () => {
  // 3 numbers an image: 40·a + 100, 20·b + 50, 10·a − 5·b + 90.
  const count = 1 << 20;
  const data = Float32Array.from(
    random(9n, "codes").integers(new Int32Array(count * 2), 5),
  );
  const pixels = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const [a, b] = [data[2 * i]!, data[2 * i + 1]!];
    pixels.set([30 * a + 100, 20 * b + 50, 10 * a - 5 * b + 90], 3 * i);
  }
  const codes = { data, dim: 2 };
  const decoder = await fitLinearDecoder(codes, { pixels, size: 3 });
  close(
    decoder.kernel,
    [30, 0, 10, 0, 20, -5].map((slope) => slope / 255),
    1e-4,
  );
  close(decoder.bias, [100, 50, 90].map((level) => level / 255), 1e-4);
  const errors = await decodingErrors(decoder, codes, { pixels, size: 3 });
  assert.equal(errors.length, count);
  assert.ok(errors.every((error) => error < 1e-7));
});

Deno.test("fitLinearDecoder() refuses codes that are not as many as images", async () => {
  await assert.rejects(
    fitLinearDecoder(train, { pixels: new Uint8Array(48), size: 24 }),
    /expected one image of 24 numbers a code, got 2 images and 600 codes$/,
  );
});

for (const [name, wanted] of Object.entries(expected.components)) {
  Deno.test(`principalComponents() are scikit-learn's: ${name}`, async () => {
    const shape = name === "tall" ? [80, 12] as const : [9, 40] as const;
    const { data, dim } = wavePoints(shape, { a: 1.7, b: 0.31 });
    const found = await principalComponents(data, dim, { count: 3 });
    close(found.variances, wanted.variances, 1e-5);
    assert.ok(Math.abs(found.total - wanted.total) < 1e-5);
    for (const [j, direction] of found.directions.entries()) {
      const other = wanted.directions[j]!;
      const dot = direction.reduce((sum, x, i) => sum + x * other[i]!, 0);
      assert.ok(Math.abs(Math.abs(dot) - 1) < 1e-6, `direction ${j}: ${dot}`);
    }
  });
}

Deno.test("principalComponents() of as many copies have one direction, and no NaN", async () => {
  // Two different rows of 30 numbers, thirteen times each in all.
  const rows = Uint8Array.from(
    { length: 26 * 30 },
    (_, i) => Math.floor(i / 30) % 2 === 0 ? 7 : i % 30,
  );
  const { variances, directions } = await principalComponents(rows, 30, {
    count: 3,
  });
  assert.ok(variances[0]! > 1);
  assert.ok(Math.abs(variances[1]!) < 1e-4 * variances[0]!);
  assert.deepEqual([...directions[1]!], Array.from({ length: 30 }, () => 0));
  const still = await principalComponents(new Uint8Array(60), 10, { count: 2 });
  assert.deepEqual([...still.variances], [0, 0]);
  await assert.rejects(
    principalComponents(rows, 30, { count: 26 }),
    /expected more than 26 rows of at least 26 numbers, got 26 of 30$/,
  );
});
