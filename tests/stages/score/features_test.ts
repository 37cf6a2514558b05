import assert from "node:assert/strict";
import { classifier } from "../../../stages/score/classifier.ts";
import { features } from "../../../stages/score/features.ts";
import { sampleFeatures } from "../../../stages/score/sample_features.ts";
import type { FeatureSet, Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 600, test: 300 });
const trained = await runStage(classifier, {
  inputs: { images: images.train, heldOut: images.validation },
  config: { width: 8, features: 24, steps: 200, batch: 64, rate: 5e-3 },
});
const model = trained.outputs.classifier as Model;
const { accuracy } = trained.outputs.scores as ScoreSet;

Deno.test("score.classifier tells classes apart, and how well", () => {
  assert.ok(accuracy!.value > 0.7, `accuracy ${accuracy!.value}`);
  assert.equal(accuracy!.count, 300);
  assert.equal(model.facts.accuracy, accuracy!.value);
  assert.deepEqual(model.facts.classes, ["disc", "square", "triangle"]);
  // Wilson's interval, from its definition: its ends are shares p from which
  // the observed share is 1.96 standard errors away.
  for (const end of [accuracy!.low!, accuracy!.high!]) {
    const error = Math.sqrt(end * (1 - end) / 300);
    const distance = Math.abs(accuracy!.value - end) / error;
    assert.ok(Math.abs(distance - 1.959963984540054) < 1e-9, `${distance}`);
  }
});

Deno.test("score.features gives the logits behind the stated accuracy", async () => {
  const { outputs } = await runStage(features, {
    inputs: { images: images.validation, extractors: { classifier: model } },
  });
  const set = outputs.features as FeatureSet;
  const space = set.spaces.classifier!;
  assert.deepEqual([set.count, space.dim, space.classes], [300, 24, 3]);
  let right = 0;
  for (let i = 0; i < 300; i++) {
    const logits = [...space.logits.subarray(3 * i, 3 * i + 3)];
    const best = logits.indexOf(Math.max(...logits));
    if (best === images.validation.labels![i]) right++;
  }
  assert.ok(Math.abs(right / 300 - accuracy!.value) < 1e-9);
  // The last layer, by hand: features are what it reads.
  const last = model.network.layers.length - 1;
  const kernel = model.weights[`${last}/kernel`]!.data;
  const bias = model.weights[`${last}/bias`]!.data;
  for (let i = 0; i < 20; i++) {
    for (let c = 0; c < 3; c++) {
      let logit = bias[c]!;
      for (let j = 0; j < 24; j++) {
        logit += space.features[24 * i + j]! * kernel[3 * j + c]!;
      }
      assert.ok(Math.abs(logit - space.logits[3 * i + c]!) < 1e-3);
    }
  }
});

Deno.test("score.sampleFeatures sees samples as score.features sees images", async () => {
  const samples = { ...images.test, codes: new Float32Array(300), dim: 1 };
  const inputs = { samples, extractors: { classifier: model } };
  const ofSamples = await runStage(sampleFeatures, { inputs });
  const ofImages = await runStage(features, {
    inputs: { images: images.test, extractors: { classifier: model } },
  });
  assert.deepEqual(
    (ofSamples.outputs.features as FeatureSet).spaces,
    (ofImages.outputs.features as FeatureSet).spaces,
  );
});

Deno.test("score.classifier says when it has no labels, or images of another size", async () => {
  const { labels: _, ...unlabelled } = images.train;
  await assert.rejects(
    () =>
      runStage(classifier, {
        inputs: { images: unlabelled, heldOut: images.validation },
      }),
    /the images have no labels; put each class in a folder of its own/,
  );
  const small = await shapePictures({ size: 8, train: 2, test: 2 });
  await assert.rejects(
    () =>
      runStage(features, {
        inputs: { images: small.train, extractors: { classifier: model } },
      }),
    /expected images of \[16,16,1\], got \[8,8,1\]/,
  );
});
