import assert from "node:assert/strict";
import { random, threefry2x32 } from "../../lib/stats/random.ts";

// Known answers of Random123, threefry2x32 with 20 rounds.
const KNOWN = [
  [[0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
] as const;

for (const [key, counter, expected] of KNOWN) {
  Deno.test(`threefry2x32() of ${counter} under ${key} is Random123's answer`, () => {
    const out = new Uint32Array(2);
    threefry2x32(key[0], key[1], counter[0], counter[1], out);
    assert.deepEqual([...out], [...expected]);
  });
}

Deno.test("random() streams depend on seed and path, not on how they are read", () => {
  const whole = random(7n, "a", 3).words(new Uint32Array(6));
  const stream = random(7n, "a", 3);
  const parts = [...stream.words(new Uint32Array(2))];
  parts.push(...stream.words(new Uint32Array(4)));
  assert.deepEqual(parts, [...whole]);
  for (
    const other of [
      random(8n, "a", 3),
      random(7n, "b", 3),
      random(7n, "a", 4),
      random(7n, "a", "3"),
    ]
  ) {
    assert.notDeepEqual(other.words(new Uint32Array(6)), whole);
  }
});

Deno.test("random().uniform() is even: moments and a chi-squared test", () => {
  const count = 100_000;
  const x = random(1n, "uniform").uniform(new Float32Array(count));
  const cells = new Array<number>(50).fill(0);
  let sum = 0;
  for (const value of x) {
    assert(value >= 0 && value < 1);
    cells[Math.floor(value * 50)]!++;
    sum += value;
  }
  assert(Math.abs(sum / count - 0.5) < 4 / Math.sqrt(12 * count));
  const expected = count / 50;
  const chi = cells.reduce((s, n) => s + (n - expected) ** 2 / expected, 0);
  // SciPy 1.17.1: 99.9 % point of chi-squared with 49 degrees is 85.35.
  assert(chi < 85.35, `${chi}`);
});

Deno.test("random().normal() has the moments of the normal law", () => {
  const count = 100_000;
  const x = random(2n, "normal").normal(new Float32Array(count));
  const moment = (k: number) => x.reduce((s, v) => s + v ** k, 0) / count;
  assert(Math.abs(moment(1)) < 4 / Math.sqrt(count));
  assert(Math.abs(moment(2) - 1) < 4 * Math.sqrt(2 / count));
  assert(Math.abs(moment(3)) < 4 * Math.sqrt(15 / count));
  assert(Math.abs(moment(4) - 3) < 4 * Math.sqrt(96 / count));
});

Deno.test("random().permutation() holds every number once; integers() stay below", () => {
  const order = random(3n, "order").permutation(1000);
  assert.deepEqual([...order].sort((a, b) => a - b), [...Array(1000).keys()]);
  const dice = random(3n, "dice").integers(new Int32Array(60_000), 6);
  const faces = new Array<number>(6).fill(0);
  for (const face of dice) faces[face]!++;
  const chi = faces.reduce((s, n) => s + (n - 10_000) ** 2 / 10_000, 0);
  // SciPy 1.17.1: 99.9 % point of chi-squared with 5 degrees is 20.515.
  assert(chi < 20.515, `${chi}`);
  assert.throws(
    () => random(3n).integers(new Int32Array(1), 0),
    /expected a bound in/,
  );
});
