import assert from "node:assert/strict";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { random } from "../../../lib/stats/random.ts";
import { diversity } from "../../../stages/score/diversity.ts";
import { frechet } from "../../../stages/score/frechet.ts";
import { inception } from "../../../stages/score/inception.ts";
import { kernel } from "../../../stages/score/kernel.ts";
import { modes } from "../../../stages/score/modes.ts";
import { prdc } from "../../../stages/score/prdc.ts";
import type { FeatureSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { cloud, featureSet } from "../../fixtures/features.ts";
import { runStage } from "../../fixtures/run_stage.ts";

type Sets = Readonly<
  Record<"samples" | "reference", FeatureSet> & { train?: FeatureSet }
>;

async function score(stage: Stage, inputs: Sets, config = {}) {
  const { outputs, log } = await runStage(stage, { inputs, config });
  return { scores: outputs.scores as ScoreSet, log };
}

Deno.test("every score says how many images it is of, and has a floor at equal counts", async () => {
  const samples = cloud("fake", { count: 300, shift: 0.3 });
  const reference = cloud("real", { count: 150 });
  for (const trained of [1000, 120]) {
    const train = cloud("train", { count: trained });
    const count = Math.min(300, trained);
    for (const stage of [kernel, frechet, prdc, inception, modes, diversity]) {
      const { scores } = await score(stage, { samples, reference, train });
      const names = Object.keys(scores).filter((name) =>
        !name.endsWith(" floor")
      );
      assert(names.length > 0);
      for (const name of names) {
        const measured = [scores[name], scores[`${name} floor`]];
        if (name.startsWith("collapsed")) measured.pop();
        for (const one of measured) {
          assert.equal(one?.count, count, name);
          assert.equal(one?.reference, 150, name);
        }
        assert.equal(measured[1]?.better, undefined);
      }
    }
  }
});

Deno.test("the floor of a score is what the score of training images is", async () => {
  const reference = cloud("real", { count: 150 });
  const [samples, train] = [cloud("a", { shift: 1 }), cloud("b")];
  for (const stage of [kernel, frechet, prdc, modes, diversity]) {
    const { scores } = await score(stage, { samples, reference, train });
    const own = await score(stage, { samples: train, reference });
    for (const [name, { value }] of Object.entries(own.scores)) {
      if (name.startsWith("collapsed")) continue;
      assert.equal(scores[`${name} floor`]?.value, value, name);
    }
  }
});

Deno.test("score.frechet resamples held-out images too", async () => {
  const samples = cloud("many", { count: 500, dim: 16, shift: 0.5 });
  const half = async (held: number) => {
    const reference = cloud("held", { count: held, dim: 16 });
    const { scores } = await score(frechet, { samples, reference }, {
      sizes: 0,
    });
    const { low, high, biased } = scores["fd[classifier]"]!;
    assert.equal(biased, held < 2000 ? true : undefined);
    return (high! - low!) / 2;
  };
  const [few, many] = [await half(55), await half(2000)];
  assert.ok(few > 2 * many, `${few} ${many}`);
});

Deno.test("score.frechet extrapolates to infinitely many images", async () => {
  const { scores } = await score(frechet, {
    samples: cloud("some", { count: 300, shift: 0.5 }),
    reference: cloud("others", { count: 300 }),
  });
  const [fd, infinity] = [
    scores["fd[classifier]"]!,
    scores["fdInfinity[classifier]"]!,
  ];
  // Eight coordinates, each half a deviation off; the bias is above it.
  assert.ok(infinity.value < fd.value);
  assert.ok(infinity.low! < 2 && 2 < infinity.high!);
  assert.equal(infinity.biased, undefined);
  const few = await score(frechet, {
    samples: cloud("some", { count: 300, dim: 64 }),
    reference: cloud("others", { count: 55, dim: 64 }),
  }, { resamples: 0 });
  assert.equal(few.scores["fdInfinity[classifier]"]!.biased, true);
  assert.equal(few.scores["fdInfinity[classifier]"]!.low, undefined);
  const none = await score(frechet, {
    samples: cloud("some", { count: 9 }),
    reference: cloud("others"),
  }, { resamples: 0 });
  assert.deepEqual(Object.keys(none.scores), ["fd[classifier]"]);
});

Deno.test("score.inception does not depend on the order of images, and is undefined for fewer than splits", async () => {
  const reference = cloud("real");
  const classes = Array.from({ length: 400 }, (_, i) => Math.floor(i / 100));
  const samples = featureSet(new Float32Array(400), 1, { classes });
  const sorted = await score(inception, {
    samples,
    reference: featureSet(new Float32Array(4), 1),
  });
  const { value, low, high } = sorted.scores["is[classifier]"]!;
  assert.ok(value > 3.7, `${value}`);
  assert.ok(low! < value && value < high!);
  const few = cloud("few", { count: 9 });
  const none = await score(inception, { samples: few, reference });
  assert.deepEqual(none.scores, {});
  assert.match(
    none.log.join("\n"),
    /No is\[classifier\]: expected at least one image for each of 10 splits, got 9/,
  );
});

Deno.test("score.prdc and score.modes have intervals that hold their values", async () => {
  const inputs = {
    samples: cloud("fake", { scale: 0.7 }),
    reference: cloud("real"),
  };
  for (const stage of [prdc, modes]) {
    const { scores } = await score(stage, inputs);
    for (const [name, { value, low, high }] of Object.entries(scores)) {
      assert.ok(low! <= value && value <= high!, name);
      assert.ok(low! >= 0, name);
      if (!name.startsWith("modes[")) assert.ok(low! < high!, name);
    }
  }
});

Deno.test("score.kernel has no interval for two images, and PRDC none for few", async () => {
  const few = await score(kernel, {
    samples: cloud("two", { count: 2 }),
    reference: cloud("real"),
  });
  assert.equal(few.scores["kid[classifier]"]!.low, undefined);
  const { scores } = await score(prdc, {
    samples: cloud("some", { count: 6 }),
    reference: cloud("real"),
  });
  assert.equal(scores["recall[classifier]"]!.low, undefined);
});

Deno.test("score.diversity tells a generator that draws one pattern", async () => {
  const reference = cloud("real", { count: 300, dim: 16 });
  const of = async (samples: FeatureSet) => {
    const { scores } = await score(diversity, { samples, reference });
    return [
      scores["diversity[classifier]"]!.value,
      scores["collapsed[classifier]"]!.value,
    ] as const;
  };
  const [real, whole] = await of(cloud("fake", { count: 300, dim: 16 }));
  assert.ok(Math.abs(real - 1) < 0.1 && whole === 0, `${real}`);
  const one = cloud("fake", { count: 300, dim: 16, scale: 0.1, shift: 0.5 });
  const [beige, isCollapsed] = await of(one);
  assert.ok(beige < 0.05 && isCollapsed === 1, `${beige}`);
  // Two places that are far from each other are not diverse either.
  const sides = random(3n, "sides").normal(new Float32Array(300));
  const two = new Float32Array(300 * 16).map((_, i) =>
    sides[Math.floor(i / 16)]! > 0 ? 3 : -3
  );
  const [places, isTwo] = await of(featureSet(two, 16));
  assert.ok(places < 0.1 && isTwo === 1, `${places}`);
  const same = await of(featureSet(new Float32Array(300 * 16).fill(1), 16));
  assert.ok(same[0] < 1e-9 && same[1] === 1);
});

Deno.test("score.diversity is left out where it is undefined", async () => {
  const { scores, log } = await score(diversity, {
    samples: cloud("fake"),
    reference: featureSet(new Float32Array(400 * 8), 8),
  });
  assert.deepEqual(scores, {});
  assert.match(log.join("\n"), /No diversity\[classifier\]: expected at least/);
});
