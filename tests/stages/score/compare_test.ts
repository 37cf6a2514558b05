import assert from "node:assert/strict";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { frechet } from "../../../stages/score/frechet.ts";
import { inception } from "../../../stages/score/inception.ts";
import { join } from "../../../stages/score/join.ts";
import { kernel } from "../../../stages/score/kernel.ts";
import { modes } from "../../../stages/score/modes.ts";
import { prdc } from "../../../stages/score/prdc.ts";
import type { FeatureSet, ScoreSet } from "../../../stages/kinds/mod.ts";
import { cloud, featureSet } from "../../fixtures/features.ts";
import { runStage } from "../../fixtures/run_stage.ts";

async function score(
  stage: Stage,
  inputs: {
    readonly samples: FeatureSet;
    readonly reference: FeatureSet;
    readonly train?: FeatureSet;
  },
  config: Readonly<Record<string, unknown>> = {},
): Promise<ScoreSet> {
  const { outputs } = await runStage(stage, { inputs, config });
  return outputs.scores as ScoreSet;
}

Deno.test("score.frechet gives 89.0909 for the published vector", async () => {
  const real = new Float32Array(200).fill(1);
  const fake = new Float32Array(200).fill(9);
  for (let i = 0; i < 50; i++) {
    real[2 * i] = 2;
    fake[2 * (50 + i)] = 2;
  }
  const scores = await score(frechet, {
    samples: featureSet(fake, 2),
    reference: featureSet(real, 2),
  }, { resamples: 0 });
  const { value, low, count, better } = scores["fd[classifier]"]!;
  assert.ok(Math.abs(value - 89.0909) < 1e-4, `${value}`);
  assert.equal(low, undefined);
  assert.equal(count, 100);
  assert.equal(better, "lower");
});

Deno.test("score.frechet has an interval around its value, and a floor", async () => {
  const scores = await score(frechet, {
    samples: cloud("fake", { shift: 0.5 }),
    reference: cloud("real"),
    train: cloud("train"),
  }, { resamples: 30 });
  const { value, low, high } = scores["fd[classifier]"]!;
  assert.ok(low! < value && value < high!);
  assert.ok(Math.abs((low! + high!) / 2 - value) < 1e-9);
  // Eight coordinates, each half a deviation off.
  assert.ok(low! < 2.2 && high! > 1.8, `${low} to ${high}`);
  const floor = scores["fd[classifier] floor"]!;
  assert.ok(floor.value > 0 && floor.value < value / 5, `${floor.value}`);
});

Deno.test("score.kernel is zero without a difference, and grows with one", async () => {
  const ones = featureSet(new Float32Array(4 * 16).fill(1), 16);
  const none = await score(kernel, { samples: ones, reference: ones });
  assert.equal(none["kid[classifier]"]!.value, 0);
  const reference = cloud("real");
  const same = (await score(kernel, {
    samples: cloud("fake"),
    reference,
    train: cloud("train"),
  })) as Record<string, { value: number; low: number }>;
  const far = await score(kernel, {
    samples: cloud("fake", { shift: 0.5 }),
    reference,
  });
  const { value, low } = far["kid[classifier]"]!;
  assert.ok(Math.abs(same["kid[classifier]"]!.value) < value / 10);
  assert.ok(Math.abs(same["kid[classifier] floor"]!.value) < value / 10);
  assert.ok(low! > 0);
});

Deno.test("score.prdc tells missing from unreal images", async () => {
  const reference = cloud("real", { count: 300, dim: 4 });
  const equal = await score(prdc, {
    samples: cloud("fake", { count: 300, dim: 4 }),
    reference,
  });
  assert.ok(Math.abs(equal["density[classifier]"]!.value - 1) < 0.15);
  // 1 − Π (N − i) / (2N − i) over the five neighbours, by Naeem et al.
  let missed = 1;
  for (let i = 1; i <= 5; i++) missed *= (300 - i) / (600 - i);
  assert.ok(
    Math.abs(equal["coverage[classifier]"]!.value - (1 - missed)) < 0.04,
  );
  const narrow = await score(prdc, {
    samples: cloud("fake", { count: 300, dim: 4, scale: 0.1 }),
    reference,
  }, { limit: 200 });
  assert.ok(
    narrow["precision[classifier]"]!.value > 0.95,
    `${narrow["precision[classifier]"]!.value}`,
  );
  assert.ok(
    narrow["recall[classifier]"]!.value < 0.05,
    `${narrow["recall[classifier]"]!.value}`,
  );
  assert.equal(narrow["recall[classifier]"]!.count, 200);
  const wide = await score(prdc, {
    samples: cloud("fake", { count: 300, dim: 4, scale: 4 }),
    reference,
  });
  assert.ok(
    wide["precision[classifier]"]!.value < 0.4 &&
      wide["recall[classifier]"]!.value > 0.6,
  );
});

Deno.test("score.inception is the number of classes at best, and one at worst", async () => {
  const features = new Float32Array(40);
  const classes = Array.from({ length: 40 }, (_, i) => i % 4);
  const varied = featureSet(features, 1, { classes });
  const constant = featureSet(features, 1);
  const best = await score(inception, {
    samples: varied,
    reference: constant,
  }, { splits: 1 });
  assert.ok(Math.abs(best["is[classifier]"]!.value - 4) < 1e-9);
  assert.equal(best["is[classifier]"]!.better, "higher");
  const worst = await score(inception, {
    samples: constant,
    reference: varied,
  }, { splits: 2 });
  assert.ok(Math.abs(worst["is[classifier]"]!.value - 1) < 1e-9);
});

Deno.test("score.modes counts classes and compares their frequencies", async () => {
  const set = (classes: readonly number[]) =>
    featureSet(new Float32Array(classes.length), 1, { classes });
  const reference = set([0, 1, 2, 3, 0, 1, 2, 3]);
  const scores = await score(modes, {
    samples: set([0, 0, 0, 1]),
    reference,
  });
  assert.equal(scores["modes[classifier]"]!.value, 2);
  // Three quarters and a quarter against a quarter each.
  const expected = 0.75 * Math.log(3);
  assert.ok(
    Math.abs(scores["modeDivergence[classifier]"]!.value - expected) < 1e-9,
  );
  const equal = await score(modes, { samples: reference, reference });
  assert.equal(equal["modes[classifier]"]!.value, 4);
  assert.ok(Math.abs(equal["modeDivergence[classifier]"]!.value) < 1e-12);
});

Deno.test("scores refuse features of different extractors", async () => {
  const samples = cloud("fake");
  const { count, spaces } = cloud("real");
  const other = { count, spaces: { ssl: spaces.classifier! } };
  for (const stage of [frechet, kernel, prdc, inception] as const) {
    await assert.rejects(
      () => score(stage, { samples, reference: other }),
      /expected 8 of 'classifier', got 'ssl'/,
    );
  }
  await assert.rejects(
    () =>
      score(frechet, {
        samples,
        reference: cloud("real"),
        train: cloud("train", { dim: 4 }),
      }),
    /expected 8 of 'classifier', got 4/,
  );
});

Deno.test("scores refuse features of two extractors under one name", async () => {
  const of = (identity: string | undefined) => {
    const { count, spaces } = cloud("real");
    return { count, spaces: { ssl: { ...spaces.classifier!, identity } } };
  };
  const [a, b] = [of("a".repeat(64)), of("b".repeat(64))];
  for (const stage of [frechet, kernel, prdc] as const) {
    await assert.rejects(
      () => score(stage, { samples: a, reference: b }),
      /Cannot compare features: 'ssl' is of digest aaaaaaaaaaaa here and bbbbbbbbbbbb there; give all sets the same extractor, or each its own name/,
    );
    await assert.rejects(
      () => score(stage, { samples: a, reference: a, train: b }),
      /'ssl' is of digest aaaaaaaaaaaa here/,
    );
    await score(stage, { samples: a, reference: a, train: of(undefined) });
  }
});

Deno.test("scores compare in the space of every extractor, and say which", async () => {
  const near = cloud("fake").spaces.classifier!;
  const far = cloud("fake", { shift: 3 }).spaces.classifier!;
  const real = cloud("real").spaces.classifier!;
  const scores = await score(frechet, {
    samples: { count: 400, spaces: { near, far } },
    reference: { count: 400, spaces: { far: real, near: real } },
  }, { resamples: 0, sizes: 0 });
  assert.deepEqual(Object.keys(scores), ["fd[near]", "fd[far]"]);
  // Eight coordinates, each three deviations off.
  assert.ok(scores["fd[near]"]!.value < 1 && scores["fd[far]"]!.value > 60);
});

Deno.test("scores of classes pass over extractors that have none", async () => {
  const [a, b] = [cloud("fake"), cloud("real")].map(({ spaces }) =>
    spaces.classifier!
  );
  const none = { logits: new Float32Array(0), classes: 0 };
  const samples = { count: 400, spaces: { a: a!, ssl: { ...a!, ...none } } };
  const reference = { count: 400, spaces: { a: b!, ssl: { ...b!, ...none } } };
  const scores = await score(modes, { samples, reference });
  assert.deepEqual(Object.keys(scores), ["modes[a]", "modeDivergence[a]"]);
  const { ssl } = samples.spaces;
  await assert.rejects(
    () => score(modes, { samples: { count: 400, spaces: { ssl } }, reference }),
    /'ssl' has none; use the features of score.classifier/,
  );
});

Deno.test("score.join puts scores side by side, each name once", async () => {
  const a = { fd: { value: 1, better: "lower" } };
  const b = { modes: { value: 10 } };
  const { outputs } = await runStage(join, { inputs: { scores: { a, b } } });
  assert.deepEqual(outputs.scores, { ...a, ...b });
  await assert.rejects(
    () => runStage(join, { inputs: { scores: { a, b: a } } }),
    /'b' has 'fd', and so has another/,
  );
});
