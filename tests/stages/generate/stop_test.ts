import assert from "node:assert/strict";
import { data, definePipeline, generate, prior } from "../../../mod.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { kernelDistance } from "../../../lib/stats/kernel_distance.ts";
import { stages } from "../../../stages/mod.ts";
import { parseYamlPipeline } from "../../../lib/dsl/yaml/pipeline.ts";
import { extractFeatures } from "../../../lib/nn/network/features.ts";
import { gan } from "../../../stages/generate/gan.ts";
import { sample } from "../../../stages/generate/sample.ts";
import { normal } from "../../../stages/prior/normal.ts";
import { random } from "../../../stages/score/random.ts";
import type {
  Model,
  PriorModel,
  SampleSet,
  ScoreSet,
  TableData,
} from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const pictures = await shapePictures({ size: 16, train: 300, test: 80 });
const { train: images, validation: heldOut } = pictures;
const law = (await runStage(normal, { config: { dim: 4 } })).outputs
  .prior as PriorModel;
const SETTINGS = { width: 4, criticWidth: 4, batch: 16, ema: 0.9 };

async function train(
  inputs: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
  stopAt?: number,
) {
  const run = await runStage(gan, {
    inputs: { images, prior: law, ...inputs },
    config: { ...SETTINGS, ...config },
    ...(stopAt === undefined ? {} : { stopAt }),
  });
  return {
    ...run,
    generator: run.outputs.generator as Model,
    scores: run.outputs.scores as ScoreSet,
    curve: run.outputs.curve as TableData,
  };
}

Deno.test("generate.gan with held-out images gives the generator of its best checkpoint", async () => {
  const { generator, scores, curve } = await train({ heldOut }, {
    steps: 160,
    stop: { first: 20 },
  });
  const [steps, distance] = [0, 1].map((column) =>
    curve.rows.map((row) => row[column] as number)
  );
  assert.deepEqual(steps!.slice(0, 4), [20, 28, 40, 57]);
  const least = Math.min(...distance!);
  const chosen = steps![distance!.lastIndexOf(least)]!;
  assert.equal(scores.chosenAt!.value, chosen);
  assert.equal(scores.chosenDistance!.value, least);
  assert.equal(scores.chosenDistance!.reference, 80);
  assert.deepEqual(
    (generator.facts.history as { curve: unknown }).curve,
    {
      steps,
      distance,
      low: curve.rows.map((row) => row[2]),
      high: curve.rows.map((row) => row[3]),
    },
  );
  // Looking changes nothing: the same as a training of so many steps.
  const alone = await train({}, { steps: chosen });
  assert.deepEqual(generator.weights, alone.generator.weights);
  assert.equal(scores.steps!.value, steps!.at(-1));
  assert.equal(scores.stoppedAt!.value, steps!.at(-1));
});

Deno.test("generate.gan measures the distance that the judge sees", async () => {
  const drawn = await runStage(random, {
    inputs: { images },
    config: { networks: 2, width: 4 },
  });
  const judge = drawn.outputs.extractor as Model;
  const { generator, scores } = await train({ heldOut, judge }, {
    steps: 64,
    stop: { first: 8 },
  });
  const { outputs } = await runStage(sample, {
    inputs: { generator, prior: law },
    config: { count: 500 },
  });
  const [a, b] = await Promise.all(
    [outputs.samples as SampleSet, heldOut].map((set) =>
      extractFeatures(judge, set)
    ),
  );
  const points = [a!, b!].map(({ features, dim }) => ({ data: features, dim }));
  const { value } = await kernelDistance(points[0]!, points[1]!);
  // Other codes of the same law.
  const { low, high, value: found } = scores.chosenDistance!;
  assert.ok(
    Math.abs(found - value) < high! - low!,
    `${found}, ${value} within ${low} to ${high}`,
  );
});

Deno.test("generate.gan says whether rule or budget ended it, and what it took", async () => {
  // Steps so small that nothing is gained.
  const still = await train({ heldOut }, {
    steps: 400,
    stop: { first: 4, beyond: 2 },
    rate: 1e-9,
  });
  assert.equal(still.scores.stoppedAt!.value, 32);
  assert.equal(still.scores.atBudget!.value, 0);
  assert.equal(still.scores.beyond!.value, 2);
  assert.equal(still.scores.steps!.value, 64);
  assert.equal(still.progress.at(-1), 1);
  const { gain } = { gain: still.scores.falling!.value };
  assert.ok(gain < 0.1, `${gain}`);
  const falls = await train({ heldOut }, {
    steps: 100,
    stop: { first: 12, gain: 0 },
  });
  assert.equal(falls.scores.stoppedAt!.value, 100);
  assert.equal(falls.scores.atBudget!.value, 1);
  assert.ok(falls.scores.falling!.value > 0.1);
  assert.deepEqual(falls.curve.rows.map(([steps]) => steps), [
    12,
    17,
    24,
    34,
    48,
    68,
    96,
    100,
  ]);
  // Three passes through the generator, eight through the critic, an image.
  const generator = falls.scores.flops!.value;
  const flops = falls.scores.trainingFlops!.value / (100 * 16);
  const critic = (flops - 3 * generator) / 8;
  // 4×4 kernels of stride 2 to 4 channels on 8×8 and 8 on 4×4, each with bias
  // and leaky ReLU, then one unit.
  assert.equal(
    critic,
    (2 * 16 * 4 + 3 * 4) * 64 + (2 * 16 * 4 * 8 + 3 * 8) * 16 + 2 * 128 + 1,
  );
});

Deno.test("generate.gan without held-out images takes its steps, and has an empty curve", async () => {
  const { scores, curve, generator } = await train({}, { steps: 5 });
  assert.equal(scores.steps!.value, 5);
  assert.equal(scores.stoppedAt, undefined);
  assert.deepEqual(curve.rows, []);
  assert.ok(!("curve" in (generator.facts.history as object)));
});

Deno.test("generate.gan interrupted goes on to the same bytes, curve included", async () => {
  const config = { steps: 120, stop: { first: 10, beyond: 2 } };
  const whole = await train({ heldOut }, config);
  assert.ok(whole.curve.rows.length > 4);
  for (const stopAt of [0.1, 0.3]) {
    const resumed = await train({ heldOut }, config, stopAt);
    assert.deepEqual(resumed.digests, whole.digests);
  }
});

Deno.test("generate.gan keeps the best of a training that diverges", async () => {
  const { scores, generator } = await train({ heldOut }, {
    steps: 60,
    stop: { first: 1, gain: 0, count: 20 },
    rate: 1e30,
    criticRate: 1e30,
  });
  assert.equal(scores.diverged!.value, 1);
  assert.equal(scores.stoppedAt!.value, scores.steps!.value);
  assert.equal(scores.atBudget!.value, 0);
  assert.ok(generator.weights["0/kernel"]!.data.every(Number.isFinite));
});

Deno.test("generate.gan says when held-out images, judge and settings do not fit", async () => {
  const judge = (await runStage(random, {
    inputs: { images },
    config: { networks: 1, width: 2 },
  })).outputs.extractor as Model;
  const few = {
    pixels: heldOut.pixels.subarray(0, 5 * 256),
    shape: [5, 16, 16, 1],
    classes: [],
  };
  const small = (await shapePictures({ size: 8, train: 20 })).validation;
  const cases = [
    [{}, { stop: {} }, /'heldOut' is not filled, but 'stop' is given; wire/],
    [{ judge }, {}, /'heldOut' is not filled, but 'judge' is given; wire/],
    [{ heldOut: few }, {}, /at least 10 held-out images, got 5/],
    [{ heldOut: small }, {}, /images of 16×16×1, as those .*, got 8×8×1/],
    [
      { heldOut },
      { steps: 500 },
      /'steps' of at least 1200, 8 times .*got 500; raise 'steps' or lower 'stop.first'/,
    ],
    [{ heldOut }, { stop: { gain: 1 } }, /gain/],
    [{ heldOut }, { stop: { beyond: 1.5 } }, /beyond/],
    [{ heldOut }, { stop: { first: 0 } }, /first/],
    [{ heldOut }, { stop: { most: 3 } }, /most/],
  ] as const;
  for (const [inputs, config, message] of cases) {
    await assert.rejects(() => train(inputs, config), message);
  }
});

Deno.test("generate.gan takes held-out images in TypeScript and in YAML alike, and no test data", () => {
  const { train, validation } = data.synthetic({ size: 16 });
  const typed = definePipeline({
    name: "a",
    targets: generate.gan({
      images: train,
      prior: prior.normal({ dim: 4 }).prior,
      heldOut: validation,
    }, { steps: 900, stop: { gain: 0.05, beyond: 3 } }),
  });
  const yaml = (part: string) =>
    parseYamlPipeline(
      `nodes:
  pictures: { stage: data.synthetic, config: { size: 16 } }
  law: { stage: prior.normal, config: { dim: 4 } }
  gan:
    stage: generate.gan
    inputs: { images: pictures.train, prior: law, heldOut: pictures.${part} }
    config: { steps: 900, stop: { gain: 0.05, beyond: 3 } }
targets: { generator: gan.generator, curve: gan.curve }
`,
      { file: "a.yaml", catalogue: stages },
    );
  const configs = [typed, yaml("validation")].map((pipeline) =>
    buildGraph(pipeline).nodes.find(({ stage }) =>
      stage.spec.name === "generate.gan"
    )!.config
  );
  assert.deepEqual(configs[0], configs[1]);
  assert.deepEqual({ ...configs[0]!.stop as object }, {
    first: 150,
    gain: 0.05,
    beyond: 3,
    count: 1000,
  });
  assert.throws(
    () => buildGraph(yaml("test")),
    /'heldOut' of node 'gan': it may not see test data/,
  );
});
