import assert from "node:assert/strict";
import { gan } from "../../../stages/generate/gan.ts";
import { sample } from "../../../stages/generate/sample.ts";
import { pca } from "../../../stages/encode/pca.ts";
import { mixture } from "../../../stages/prior/mixture.ts";
import { classifier } from "../../../stages/score/classifier.ts";
import { sampleFeatures } from "../../../stages/score/sample_features.ts";
import { reconstruction } from "../../../stages/score/reconstruction.ts";
import { random } from "../../../lib/stats/random.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { encodeImages } from "../../../stages/encode/work/encoded.ts";
import type {
  LatentSet,
  Model,
  PriorModel,
  SampleSet,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const DIM = 6;
const { train: images, test } = await shapePictures({
  size: 16,
  train: 400,
  test: 100,
});
const fitted = await runStage(pca, {
  inputs: { images },
  config: { dim: DIM },
});
const latents = fitted.outputs.latents as LatentSet;
const encoder = fitted.outputs.encoder as Model;

async function priorOf(config: Readonly<Record<string, unknown>> = {}) {
  const { outputs } = await runStage(mixture, { inputs: { latents }, config });
  return outputs.prior as PriorModel;
}

const prior = await priorOf();
const SETTINGS = {
  width: 4,
  criticWidth: 4,
  batch: 16,
  steps: 250,
  rate: 4e-3,
};

async function train(
  inputs: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>> = {},
) {
  const run = await runStage(gan, {
    inputs: { images, prior, ...inputs },
    config: { ...SETTINGS, ...config },
  });
  return {
    ...run,
    generator: run.outputs.generator as Model,
    scores: run.outputs.scores as ScoreSet,
  };
}

/** Mean squared error of held-out images that come back from their codes. */
async function heldOutError(generator: Model): Promise<number> {
  const { outputs } = await runStage(reconstruction, {
    inputs: { images: test, encoder, decoder: generator },
  });
  return (outputs.scores as ScoreSet).mse!.value;
}

/** Squared distance of features between held-out images and their decoding. */
async function featureError(
  generator: Model,
  extractor: Model,
): Promise<number> {
  await useEngine("onnx");
  const codes = await encodeImages(encoder, test);
  const { output } = await runNetwork(
    generator,
    ndarray(codes.codes, [codes.count, DIM]),
  );
  const decoded = await runNetwork(extractor, output);
  const real = await runNetwork(extractor, ndarray(test.pixels, test.shape));
  return real.features.data.reduce(
    (sum, value, i) => sum + (value - decoded.features.data[i]!) ** 2,
    0,
  );
}

/** The same codes, each at another image. */
const shuffled: LatentSet = {
  ...latents,
  codes: takeRows(
    latents.codes,
    random(5n, "order").permutation(latents.count),
    DIM,
  ),
  labels: undefined,
};

/** Error of the mean image, the best that knows nothing of the code. */
const unknowing = (() => {
  const size = images.pixels.length / images.shape[0];
  const mean = new Float64Array(size);
  for (const [i, pixel] of images.pixels.entries()) {
    mean[i % size]! += pixel / 255 / images.shape[0];
  }
  let sum = 0;
  for (const [i, pixel] of test.pixels.entries()) {
    sum += (pixel / 255 - mean[i % size]!) ** 2;
  }
  return sum / test.pixels.length;
})();

Deno.test("generate.gan on pairs knows the image of a held-out code, and on shuffled ones it does not", async () => {
  const { generator, scores } = await train({ latents });
  const known = await heldOutError(generator);
  assert.ok(known < 0.65 * unknowing, `${known}, ${unknowing}`);
  assert.ok(scores.pairError!.value > 0);
  assert.deepEqual(generator.facts.pairs, {
    error: 20,
    perceptual: 0,
    adversarial: 1,
    conditional: false,
    noise: 0.1,
  });
  const strayed = await train({ latents: shuffled });
  assert.ok(await heldOutError(strayed.generator) > 0.9 * unknowing);
});

Deno.test("generate.gan with a critic that sees codes couples them without any error", async () => {
  const pairs = { error: 0, conditional: true, noise: 0 };
  const seeing = await train({ latents }, { pairs, steps: 600 });
  const blind = await train({ latents }, {
    pairs: { ...pairs, conditional: false },
    steps: 600,
  });
  const [known, unknown] = [
    await heldOutError(seeing.generator),
    await heldOutError(blind.generator),
  ];
  assert.ok(known < 0.75 * unknown, `${known}, ${unknown}`);
});

Deno.test("generate.gan on pairs learns from the features of an extractor", async () => {
  const teacher = await runStage(classifier, {
    inputs: { images, heldOut: test },
    config: { width: 4, features: 16, steps: 150 },
  });
  const extractor = teacher.outputs.classifier as Model;
  const pairs = { error: 0, adversarial: 0.01, noise: 0 };
  const taught = await train({ latents, extractor }, {
    pairs: { ...pairs, perceptual: 20 },
  });
  const untaught = await train({ latents }, { pairs });
  const [near, far] = [
    await featureError(taught.generator, extractor),
    await featureError(untaught.generator, extractor),
  ];
  assert.ok(near < 0.6 * far, `${near}, ${far}`);
  const { outputs } = await runStage(sample, {
    inputs: { generator: taught.generator, prior },
    config: { count: 20 },
  });
  const judge = (extractors: Readonly<Record<string, Model>>) =>
    runStage(sampleFeatures, {
      inputs: { samples: outputs.samples, extractors },
    });
  await assert.rejects(
    () => judge({ other: encoder, teacher: extractor }),
    /Cannot judge samples by 'teacher': their generator was trained towards its features/,
  );
  await judge({ other: encoder });
});

Deno.test("generate.gan fills codes up with the noise of their prior", async () => {
  const noisy = await priorOf({ noise: 3 });
  assert.equal(noisy.dim, DIM + 3);
  const { generator } = await train({ latents, prior: noisy });
  assert.deepEqual(generator.network.input, [DIM + 3]);
  const known = await heldOutError(generator);
  assert.ok(known < 0.65 * unknowing, `${known}, ${unknowing}`);
  const { outputs } = await runStage(sample, {
    inputs: { generator, prior: noisy },
    config: { count: 3 },
  });
  assert.equal((outputs.samples as SampleSet).dim, DIM + 3);
});

Deno.test("generate.gan gives the same bytes for the same pairs and settings", async () => {
  const config = { steps: 6, pairs: { conditional: true } };
  const first = await train({ latents }, config);
  const again = await train({ latents }, config);
  assert.deepEqual(again.digests, first.digests);
  const other = await train({ latents }, { ...config, pairs: {} });
  assert.notEqual(other.digests.generator, first.digests.generator);
});

Deno.test("generate.gan says when codes, images, prior and settings do not fit", async () => {
  const few = {
    codes: latents.codes.subarray(0, 5 * DIM),
    count: 5,
    dim: DIM,
  };
  await assert.rejects(
    () => train({ latents: few }),
    /expected 400 codes, one an image, got 5/,
  );
  const long = { codes: new Float32Array(400 * 7), count: 400, dim: 7 };
  await assert.rejects(
    () => train({ latents: long }),
    /expected a prior over codes of 7 numbers, got one of 6/,
  );
  await assert.rejects(
    () => train({}, { pairs: {} }),
    /'latents' is not filled; wire the codes of the images to it/,
  );
  await assert.rejects(
    () => train({ latents }, { pairs: { perceptual: 1 } }),
    /'extractor' is not filled/,
  );
  await assert.rejects(
    () => train({ latents }, { pairs: { errors: 1 } }),
    /errors/,
  );
});

Deno.test("generate.gan says how many codes are of another class than their image", async () => {
  const labels = latents.labels!.toReversed();
  const { log } = await train({ latents: { ...latents, labels } }, {
    steps: 2,
  });
  assert.match(log.join(), /of 400 codes are of another class/);
  const aligned = await train({ latents }, { steps: 2 });
  assert.doesNotMatch(aligned.log.join(), /another class/);
});
