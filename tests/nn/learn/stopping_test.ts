import assert from "node:assert/strict";
import {
  type CurvePoint,
  hasStoppedHelping,
  lastDoubling,
} from "../../../lib/nn/learn/stopping.ts";
import { random } from "../../../lib/stats/random.ts";

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
    return { steps, value };
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

Deno.test("lastDoubling() is nearly the share that a power law loses by doubling", () => {
  for (const share of [0.05, 0.1, 0.2]) {
    const { gain, low, high, most } = lastDoubling(exact(8, falling(share)))!;
    // A power law is not quite a line.
    assert.ok(gain > share && gain < 1.2 * share, `${gain}, ${share}`);
    assert.ok(low < gain && gain < most && most < high);
    assert.ok(high - low < share);
  }
});

Deno.test("lastDoubling() is exact for a line over the logarithm of the steps", () => {
  // 10 after 100 steps, 2 less each doubling; checkpoints anywhere.
  const curve = [50, 60, 100, 150, 200, 300, 330, 400].map((steps) => {
    // The first points lie further back than what is compared.
    const value = steps < 100 ? 99 : 10 - 2 * Math.log2(steps / 100);
    return { steps, value };
  });
  const { gain, low, high } = lastDoubling(curve)!;
  // From 8 after 200 steps.
  assert.ok(Math.abs(gain - 2 / 8) < 1e-12, `${gain}`);
  assert.ok(high - low < 1e-6);
});

Deno.test("lastDoubling() has the slope and the error of least squares", () => {
  const values = [5, 4.2, 4.6, 3.1, 3.3];
  const curve = [100, 141, 200, 283, 400, 566, 800].map((steps, i) => {
    const value = i < 2 ? 9 : values[i - 2]!;
    return { steps, value };
  });
  const { gain, low, high, most } = lastDoubling(curve)!;
  // scipy.stats.linregress of the values over 0, 0.5, 1, 1.5, 2.
  const { slope, error } = { slope: -0.9, error: 0.2982169 };
  const before = 4.04;
  const near = (a: number, b: number) =>
    assert.ok(Math.abs(a - b) < 2e-3 * Math.abs(b), `${a}, ${b}`);
  near(gain, -slope / before);
  near(high - low, 2 * 3.182446 * error / before);
  near(most - gain, 2.353363 * error / before);
});

Deno.test("lastDoubling() leaves out the first doubling, and needs two more", () => {
  const curve = exact(7, falling(0.2));
  assert.equal(lastDoubling([]), undefined);
  assert.equal(lastDoubling(curve.slice(0, 6)), undefined);
  assert.notEqual(lastDoubling(curve), undefined);
  const few = [curve[0]!, curve[3]!, curve[4]!, curve[6]!];
  assert.equal(lastDoubling(few), undefined);
});

Deno.test("lastDoubling() of a distance that is not above 0 is 0", () => {
  const { gain, high } = lastDoubling(exact(7, () => -0.01))!;
  assert.equal(gain, 0);
  assert.equal(high, 0);
});

Deno.test("lastDoubling() covers the gain of a line in 95 % of cases", () => {
  const law = (steps: number) => 8 - Math.log2(steps / 100);
  // From 6 to 5, after six doublings of two looks each.
  const found = simulated(law, { waver: 0.03, count: 7 })
    .map((curve) => lastDoubling(curve)!);
  const inside = found.filter(({ low, high }) => low < 1 / 6 && high > 1 / 6);
  const share = inside.length / found.length;
  assert.ok(share > 0.92 && share < 0.98, `${share}`);
});

Deno.test("hasStoppedHelping() never for a falling curve, and at the seventh point of a flat one", () => {
  assert.equal(stopOf(exact(20, falling(0.2))), -1);
  assert.equal(stopOf(exact(20, falling(0.12))), -1);
  assert.equal(stopOf(exact(20, () => 1)), 6);
  assert.equal(stopOf(exact(20, falling(0.07))), 6);
  assert.equal(stopOf(exact(20, (steps) => 1 + steps / 1000)), 6);
});

Deno.test("hasStoppedHelping() where a saturating curve gains less than asked", () => {
  const curve = exact(20, (steps) => 1 + 1000 / steps);
  const stop = stopOf(curve);
  const before = curve[stop]!.steps / 2;
  const gain = (s: number) => 1 - (1 + 500 / s) / (1 + 1000 / s);
  assert.ok(gain(before) < 0.1, `${gain(before)}`);
  assert.ok(gain(before / 4) > 0.1, `${gain(before / 4)}`);
  assert.ok(stopOf(curve, 0.3) < stop);
});

Deno.test("hasStoppedHelping() goes on where training has not found its way yet", () => {
  // Generators of 17,265 and 6,585 parameters on MNIST: at the fourth look the
  // last doubling had gained 6 and -6 %, and both would have been ended.
  for (
    const values of [
      [0.3216, 0.6117, 0.4694, 0.4053],
      [0.3629, 0.4173, 0.5167, 0.3104],
    ]
  ) {
    const curve = values.map((value, i) => ({
      steps: stepsOf(4)[i]!,
      value,
    }));
    assert.equal(stopOf(curve), -1);
  }
});

/**
 * Of 400 curves the share that stops within some looks: a law times normal noise
 * of this deviation at each checkpoint, of training and of what the images make
 * of it.
 */
function shareOfStops(
  law: (steps: number) => number,
  { looks, waver }: { readonly waver: number; readonly looks: number },
): number {
  const curves = simulated(law, { waver, count: 6 + looks });
  return curves.filter((curve) => stopOf(curve) >= 0).length / curves.length;
}

function simulated(
  law: (steps: number) => number,
  { waver, count }: { readonly waver: number; readonly count: number },
): CurvePoint[][] {
  return Array.from(
    { length: 400 },
    (_, trial) =>
      stepsOf(count).map((steps, k) => {
        const [noise] = random(BigInt(trial), "waver", k)
          .normal(new Float32Array(1));
        return { steps, value: law(steps) * (1 + waver * noise!) };
      }),
  );
}

Deno.test("hasStoppedHelping() stops flat curves that hardly waver", () => {
  assert.ok(shareOfStops(() => 1, { waver: 0.02, looks: 1 }) > 0.98);
  assert.ok(shareOfStops(() => 1, { waver: 0.05, looks: 4 }) > 0.95);
});

Deno.test("hasStoppedHelping() seldom stops a curve that falls by a quarter, however it wavers", () => {
  const law = falling(0.25);
  for (const waver of [0.02, 0.05, 0.1, 0.2]) {
    const share = shareOfStops(law, { waver, looks: 6 });
    assert.ok(share < 0.05, `waver ${waver}: ${share}`);
  }
});
