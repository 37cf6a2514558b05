import assert from "node:assert/strict";
import { kernelDistance } from "../../lib/stats/kernel_distance.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { near, wavePoints } from "../fixtures/points.ts";

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
