import assert from "node:assert/strict";
import { aimOf } from "../../lib/verdict/aim.ts";
import { armsOf } from "../../lib/verdict/arms.ts";
import { boundsOf } from "../../lib/verdict/bounds.ts";
import { shiftsOf } from "../../lib/verdict/shift.ts";
import { fallsOf } from "../../lib/verdict/gate.ts";
import { type Lengths, longerBound } from "../../lib/verdict/longer.ts";
import { alphaOf } from "../../lib/verdict/looks.ts";
import { areIndependent } from "../../lib/verdict/origins.ts";
import type { Metric, Rule } from "../../lib/verdict/rule.ts";
import type { Trial } from "../../lib/verdict/trial.ts";

const KID: Metric = { name: "kid", better: "lower", origin: "random" };
const RULE: Rule = {
  metrics: [KID],
  baseline: "gaussian",
  parameters: ({ size }) => size,
  looks: [3],
  power: 0.8,
  tolerance: 0.1,
};

function trial(size: number, kid: number, failed = false): Trial {
  return { latent: "gaussian", size, seed: `${kid}`, values: { kid }, failed };
}

Deno.test("alphaOf() spends less than 5 % over all looks", () => {
  let sum = 0;
  for (let look = 0; look < 60; look++) {
    assert.ok(alphaOf(look) > 0);
    sum += alphaOf(look);
  }
  assert.ok(sum <= 0.05 + 1e-12 && sum > 0.0499);
});

Deno.test("boundsOf() gives Student's one-sided bounds", () => {
  // SciPy: 2 ± t.ppf(.96, 2) / sqrt(3).
  const { low, high, deviation } = boundsOf([1, 2, 3], 0.04);
  assert.ok(Math.abs(high - 3.916667) < 1e-6, `${high}`);
  assert.ok(Math.abs(low + high - 4) < 1e-12);
  assert.equal(deviation, 1);
  assert.deepEqual([boundsOf([1], 0.05).low, boundsOf([1], 0.05).high], [
    -Infinity,
    Infinity,
  ]);
  assert.equal(boundsOf([2, 2], 0.05).high, 2);
});

Deno.test("longerBound() adds what longer training changes to what fresh seeds tell", () => {
  const of = (name: string, values: readonly number[]) =>
    values.map((kid, i) => ({ ...trial(1, kid), seed: `${name}${i}` }));
  const pilot = of("p", [9, 11, 12]);
  const longer = of("p", [8, 9, 11]);
  const tested = armsOf(of("f", [10, 12, 11, 13]), RULE);
  const bound = (changes: Partial<Lengths> = {}) =>
    longerBound({ pilot, tested, fresh: true, longer, ...changes }, {
      place: { latent: "gaussian", size: 1 },
      metric: KID,
      alpha: 0.04,
    })!;
  // SciPy: 11.5 - 4/3 - t.ppf(.96, 4.349) * 0.7265.
  assert.ok(Math.abs(bound() - 8.514594) < 1e-5, `${bound()}`);
  // Alone: mean(8, 9, 11) - t.ppf(.96, 2) * std / sqrt(3).
  for (const alone of [{ fresh: false }, { tested: [] }, { pilot: [] }]) {
    assert.ok(Math.abs(bound(alone) - 6.405577) < 1e-5);
  }
  assert.equal(bound({ longer: [] }), undefined);
  assert.equal(bound({ longer: longer.slice(0, 1) }), -Infinity);
  const failed = longer.map((each) => ({ ...each, failed: true }));
  assert.equal(bound({ longer: failed }), undefined);
});

Deno.test("aimOf() is half way to the size below, given, or what real images get", () => {
  const aim = (trials: readonly Trial[], rule: Partial<Rule> = {}) => {
    const whole = { ...RULE, ...rule };
    return aimOf(armsOf(trials, whole), whole);
  };
  const falling = [trial(1, 4), trial(2, 2), trial(4, 1)];
  const between = {
    epsilon: { kid: 1.5 },
    size: 4,
    source: { kid: "between" },
  };
  assert.deepEqual(aim(falling), between);
  assert.deepEqual(aim([trial(1, 4)]), {
    epsilon: { kid: 4 },
    size: 1,
    source: { kid: "smallest" },
  });
  // A failed training says nothing.
  assert.deepEqual(aim([...falling, trial(4, 0.1, true)]), between);
  assert.deepEqual(aim(falling, { epsilon: { kid: 3 } }), {
    epsilon: { kid: 3 },
    size: undefined,
    source: { kid: "given" },
  });
  const real = { ...KID, floor: 1.8 };
  assert.deepEqual(aim(falling, { metrics: [real] }), {
    epsilon: { kid: 1.8 },
    size: 4,
    source: { kid: "floor" },
  });
  // What is not given for one metric comes from the size that reaches the other.
  const both = falling.map((each) => ({
    ...each,
    values: { ...each.values, fd: 10 * each.values.kid! },
  }));
  const given = {
    metrics: [KID, { ...KID, name: "fd" }],
    epsilon: { kid: 3 },
  };
  assert.deepEqual(aim(both, given), {
    epsilon: { kid: 3, fd: 30 },
    size: 2,
    source: { kid: "given", fd: "between" },
  });
  assert.equal(aim([trial(1, 1, true)]), undefined);
});

Deno.test("areIndependent() wants two origins, one foreign to the data", () => {
  const of = (...origins: (string | undefined)[]) =>
    areIndependent(origins.map((origin) => ({ ...KID, origin })));
  assert.ok(of("classifier", "pretrained"));
  assert.ok(of("random", "onnx"));
  assert.ok(!of("classifier", "ssl"));
  assert.ok(!of("random", "random"));
  assert.ok(!of("pretrained"));
  assert.ok(!of("pretrained", undefined));
  assert.ok(!of());
});

Deno.test("fallsOf() tells how much the baseline gains by more training", () => {
  const falls = (before: number, after: number, floor?: number) =>
    fallsOf(
      armsOf([trial(2, before)], RULE),
      armsOf([trial(2, after)], RULE),
      { ...RULE, metrics: [{ ...KID, floor }] },
    )[0]!;
  assert.ok(falls(1, 0.85).share > 0.149 && !falls(1, 0.85).done);
  assert.ok(falls(1, 0.95).done && falls(1, 1.2).done);
  // As good as real images.
  assert.ok(falls(0.01, 0.001, 0.02).done);
  assert.deepEqual(
    fallsOf(armsOf([trial(2, 1)], RULE), armsOf([trial(4, 1)], RULE), RULE),
    [],
  );
});

Deno.test("shiftsOf() tells test images of another population, beyond chance and tolerance", () => {
  const near = (value: number, half: number) => ({
    value,
    low: value - half,
    high: value + half,
  });
  const shifts = (
    chosenOn: ReturnType<typeof near>,
    testedOn: ReturnType<typeof near>,
    epsilon: number,
  ) =>
    shiftsOf({
      metrics: [
        { name: "other", better: "lower", origin: "random" },
        {
          name: "kid",
          better: "lower",
          origin: "random",
          real: { chosenOn, testedOn },
        },
      ],
      tolerance: 0.1,
    }, { epsilon: { kid: epsilon, other: 1 } });
  const [validation, halfOfTest] = [near(0.0009, 0.0024), near(0.0311, 0.0095)];
  assert.deepEqual(shifts(validation, halfOfTest, 0.0115), [
    { metric: "kid", chosenOn: 0.0009, testedOn: 0.0311 },
  ]);
  // Either way.
  assert.equal(shifts(halfOfTest, validation, 0.0115).length, 1);
  // Within chance.
  assert.deepEqual(shifts(validation, near(0.004, 0.003), 0.0115), []);
  // Small beside the quality that is aimed at.
  assert.deepEqual(shifts(validation, halfOfTest, 0.5), []);
});
