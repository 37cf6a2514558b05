import assert from "node:assert/strict";
import {
  type CurvePoint,
  hasStoppedHelping,
  lastDoubling,
} from "../../lib/nn/stopping.ts";
import { random } from "../../lib/stats/random.ts";

/** Steps a factor √2 apart, from 100 on. */
function stepsOf(count: number): number[] {
  return Array.from(
    { length: count },
    (_, k) => Math.round(100 * 2 ** (k / 2)),
  );
}

/** A curve without noise. */
function exact(count: number, law: (steps: number) => number): CurvePoint[] {
  return stepsOf(count).map((steps) => {
    const value = law(steps);
    return { steps, value, without: [[value, value, value], [value, value]] };
  });
}

/** Share that a law loses with each doubling. */
function falling(share: number) {
  return (steps: number) => (steps / 100) ** Math.log2(1 - share);
}

/** First checkpoint at which a curve stops, as an index; −1 for never. */
function stopOf(curve: readonly CurvePoint[], gain = 0.1): number {
  return curve.findIndex((_, i) =>
    hasStoppedHelping(curve.slice(0, i + 1), { gain })
  );
}

Deno.test("lastDoubling() is the share that a power law loses by doubling", () => {
  for (const share of [0.05, 0.2, 0.5]) {
    const { gain, low, high, chance } = lastDoubling(exact(8, falling(share)))!;
    // Steps are whole numbers.
    assert.ok(Math.abs(gain - share) < 0.01 * share, `${gain}, ${share}`);
    assert.ok(high - low < 1e-9 && chance < 1e-9);
  }
});

Deno.test("lastDoubling() is exact for a line over the logarithm of the steps", () => {
  // 10 after 100 steps, 2 less each doubling; checkpoints anywhere.
  const curve = [50, 100, 150, 200, 300, 330, 400].map((steps) => {
    // The first point lies further back than what is compared.
    const value = steps === 50 ? 99 : 10 - 2 * Math.log2(steps / 100);
    return { steps, value, without: [[value, value]] };
  });
  const { gain } = lastDoubling(curve)!;
  // Before: the mean of 8 and 9, after 200 and 141 steps.
  assert.ok(Math.abs(gain - 2 / 8.5) < 1e-12, `${gain}`);
});

Deno.test("lastDoubling() needs one and a half doublings", () => {
  const curve = exact(4, falling(0.2));
  assert.equal(lastDoubling([]), undefined);
  assert.equal(lastDoubling(curve.slice(0, 3)), undefined);
  assert.notEqual(lastDoubling(curve), undefined);
  const near = [200, 220, 240, 260].map((steps) => ({
    steps,
    value: 1,
    without: [[1, 1]],
  }));
  assert.equal(lastDoubling(near), undefined);
});

Deno.test("lastDoubling() of a distance that is not above 0 is 0", () => {
  const { gain, high } = lastDoubling(exact(5, () => -0.01))!;
  assert.equal(gain, 0);
  assert.equal(high, 0);
});

Deno.test("lastDoubling() has Student's error where images are independent", () => {
  // Every point is a mean of its own numbers: the error of a weighted sum.
  const stream = random(3n, "numbers");
  const count = 50;
  const values = stepsOf(4).map(() =>
    Float64Array.from(stream.normal(new Float32Array(count)), (v) => 5 + v)
  );
  const curve = stepsOf(4).map((steps, k) => pointOf(steps, [values[k]!]));
  const weights = [-0.5, -0.5, 0.5, 0.5];
  const contrast = values[0]!.map((_, i) =>
    weights.reduce((sum, w, k) => sum + w * values[k]![i]!, 0)
  );
  const mean = contrast.reduce((sum, v) => sum + v, 0) / count;
  const error = Math.sqrt(
    contrast.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (count - 1) / count,
  );
  const { gain, chance } = lastDoubling(curve)!;
  const before = -mean / gain;
  assert.ok(Math.abs(before - 5) < 0.5);
  // Student's 95 % point of 49 degrees of freedom is 1.6766; whole numbers of
  // steps are a little off.
  assert.ok(Math.abs(chance * before - 1.6766 * error) < 0.05 * error);
});

/** A point whose distance is the sum of the means of some numbers. */
function pointOf(steps: number, samples: readonly Float64Array[]): CurvePoint {
  const means = samples.map((data) =>
    data.reduce((sum, v) => sum + v, 0) / data.length
  );
  const value = means.reduce((sum, mean) => sum + mean, 0);
  return {
    steps,
    value,
    without: samples.map((data, s) =>
      data.map((v) =>
        value - means[s]! +
        (means[s]! * data.length - v) / (data.length - 1)
      )
    ),
  };
}

Deno.test("lastDoubling() covers the true gain in 95 % of cases", () => {
  const found = simulated(falling(0.25), { error: 0.1, count: 4 })
    .map((curve) => lastDoubling(curve)!);
  const inside = found.filter(({ low, high }) => low < 0.25 && high > 0.25);
  const share = inside.length / found.length;
  assert.ok(share > 0.92 && share < 0.98, `${share}`);
});

Deno.test("hasStoppedHelping() never for a falling curve, and at the fourth point of a flat one", () => {
  assert.equal(stopOf(exact(20, falling(0.2))), -1);
  assert.equal(stopOf(exact(20, falling(0.12))), -1);
  assert.equal(stopOf(exact(20, () => 1)), 3);
  assert.equal(stopOf(exact(20, falling(0.07))), 3);
  assert.equal(stopOf(exact(20, (steps) => 1 + steps / 1000)), 3);
});

Deno.test("hasStoppedHelping() where a saturating curve gains less than asked", () => {
  const curve = exact(20, (steps) => 1 + 1000 / steps);
  const stop = stopOf(curve);
  const before = curve[stop]!.steps / 2;
  const gain = (s: number) => 1 - (1 + 500 / s) / (1 + 1000 / s);
  assert.ok(gain(before) < 0.1, `${gain(before)}`);
  assert.ok(gain(before / 2) > 0.1, `${gain(before / 2)}`);
  assert.ok(stopOf(curve, 0.3) < stop);
});

/**
 * Of 400 curves the share that stops within some looks: a law times noise with
 * this error of the distance, half of its variance shared by all points.
 */
function shareOfStops(
  law: (steps: number) => number,
  { error, looks }: { readonly error: number; readonly looks: number },
): number {
  const curves = simulated(law, { error, count: 3 + looks });
  return curves.filter((curve) => stopOf(curve) >= 0).length / curves.length;
}

function simulated(
  law: (steps: number) => number,
  { error, count }: { readonly error: number; readonly count: number },
): CurvePoint[][] {
  const images = 40;
  // Two samples, each with half of the variance.
  const scale = error * Math.sqrt(images / 4);
  return Array.from({ length: 400 }, (_, trial) => {
    const draw = (name: string, index = 0) =>
      random(BigInt(trial), name, index).normal(new Float32Array(images));
    const shared = [draw("codes"), draw("held out")];
    return stepsOf(count).map((steps, k) =>
      pointOf(
        steps,
        shared.map((common, s) =>
          Float64Array.from(
            draw(`own ${s}`, k),
            (own, i) => law(steps) * (1 / 2 + scale * (own + common[i]!)),
          )
        ),
      )
    );
  });
}

Deno.test("hasStoppedHelping() stops flat curves, however noisy", () => {
  for (const error of [0.02, 0.1, 0.3]) {
    const share = shareOfStops(() => 1, { error, looks: 1 });
    assert.ok(share > 0.92, `error ${error}: ${share}`);
    const soon = shareOfStops(() => 1, { error, looks: 4 });
    assert.ok(soon > 0.99, `error ${error}: ${soon}`);
  }
});

Deno.test("hasStoppedHelping() seldom stops a curve that falls by a quarter", () => {
  const law = falling(0.25);
  const rates = [0.05, 0.1, 0.2].map((error) => [
    shareOfStops(law, { error, looks: 1 }),
    shareOfStops(law, { error, looks: 6 }),
  ]);
  const said = rates.map((pair) => pair.join(" ")).join(", ");
  assert.ok(rates[0]![1]! === 0, said);
  assert.ok(rates[1]![0]! < 0.03, said);
  assert.ok(rates[1]![1]! < 0.08, said);
  // A fifth is too much: the price of stopping noisy flat curves.
  assert.ok(rates[2]![1]! > 0.2, said);
});
