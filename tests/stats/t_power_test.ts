import assert from "node:assert/strict";
import { normalTail } from "../../lib/stats/normal_tail.ts";
import { tPower } from "../../lib/stats/t_power.ts";

Deno.test("normalTail() matches SciPy's norm.sf", () => {
  const pairs = [
    [0, 0.5],
    [0.3, 0.3820885778110474],
    [2.49, 0.006387154764943171],
    [2.51, 0.006036558080412666],
    [8, 6.22096057427174e-16],
    [37, 5.7255712225239266e-300],
    [-3, 0.9986501019683699],
  ] as const;
  for (const [x, expected] of pairs) {
    assert.ok(Math.abs(normalTail(x) / expected - 1) < 1e-12, `${x}`);
  }
  assert.equal(normalTail(Infinity), 0);
  assert.equal(normalTail(-Infinity), 1);
  assert.throws(() => normalTail(NaN), /got NaN/);
});

Deno.test("tPower() matches SciPy's nct.sf", () => {
  const rows = [
    [1.5, 2, 0.05, 0.27072476145554],
    [3.3, 7, 0.05, 0.9057339887369165],
    [-1, 4, 0.05, 0.006171513831645426],
    [2, 11, 0.04, 0.5431555402614189],
    [6, 2, 0.01, 0.5195358712262957],
    [3, 1, 0.05, 0.36119542395016224],
    [4, 29, 0.001, 0.7188550228115511],
    [3, 1, 0.001, 0.007520719050117356],
    [5, 1, 0.005, 0.06259877244942305],
    [40, 1, 0.001, 0.10000170400318613],
  ] as const;
  for (const [effect, degrees, alpha, expected] of rows) {
    const found = tPower(effect, { degrees, alpha });
    assert.ok(Math.abs(found - expected) < 5e-6, `${found} ${expected}`);
  }
});

Deno.test("tPower() without an effect is the level", () => {
  for (const degrees of [1, 2, 7, 40]) {
    const found = tPower(0, { degrees, alpha: 0.05 });
    assert.ok(Math.abs(found - 0.05) < 1e-6, `${found}`);
  }
});
