import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { extractFeatures } from "../../../lib/nn/network/features.ts";
import {
  FETCH_COMMAND,
  weightsPath,
} from "../../../lib/pretrained/lite0_files.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { FeatureSet, ImageSet, Model } from "../../../stages/kinds/mod.ts";
import { simclr } from "../../../stages/encode/simclr.ts";
import { classifier } from "../../../stages/score/classifier.ts";
import { features } from "../../../stages/score/features.ts";
import { pretrained } from "../../../stages/score/pretrained.ts";
import { random } from "../../../stages/score/random.ts";
import { ssl } from "../../../stages/score/ssl.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 300, test: 71 });
const hasWeights = existsSync(weightsPath()!);
const small = { dim: 6, width: 4, projection: 16, batch: 32, steps: 5 };

const extractors: Record<string, Model> = {
  random: (await runStage(random, {
    inputs: { images: images.train },
    config: { networks: 2, width: 4 },
  })).outputs.extractor,
  ssl: (await runStage(ssl, {
    inputs: { images: images.train, seen: images.test },
    config: small,
  })).outputs.extractor,
  classifier: (await runStage(classifier, {
    inputs: { images: images.train, heldOut: images.validation },
    config: { width: 4, features: 8, steps: 5 },
  })).outputs.classifier,
};
if (hasWeights) {
  extractors.pretrained = (await runStage(pretrained, {
    inputs: { images: images.train },
    config: { size: 64 },
  })).outputs.extractor;
}

async function seen(name: string, set: ImageSet, batch?: number) {
  await useEngine("onnx");
  const { features, dim } = await extractFeatures(
    extractors[name]!,
    set,
    {
      classifier: name === "classifier",
      ...batch === undefined ? {} : { batch },
    },
  );
  return { features, dim };
}

for (const name of ["random", "ssl", "classifier", "pretrained"]) {
  Deno.test({
    name: `features of '${name}' do not depend on the batch` +
      (name in extractors ? "" : ` (no weights here: ${FETCH_COMMAND})`),
    ignore: !(name in extractors),
    fn: async () => {
      const { features: usual, dim } = await seen(name, images.test);
      assert.equal(usual.length, 71 * dim);
      const scale = Math.sqrt(
        usual.reduce((sum, x) => sum + x * x, 0) / usual.length,
      );
      for (const batch of [1, 7, 64]) {
        const { features } = await seen(name, images.test, batch);
        features.forEach((value, i) =>
          assert.ok(
            Math.abs(value - usual[i]!) <= 1e-6 * scale,
            `batch ${batch}, ${i}: ${value}, ${usual[i]}`,
          )
        );
      }
      // Nor on what else is in the set.
      const one = {
        ...images.test,
        pixels: images.test.pixels.subarray(0, 256 * images.test.shape[3]),
        shape: [1, 16, 16, images.test.shape[3]] as const,
      };
      const { features } = await seen(name, one);
      features.forEach((value, i) =>
        assert.ok(Math.abs(value - usual[i]!) <= 1e-6 * scale)
      );
    },
  });
}

Deno.test("score.features extracts under every extractor and says which it was", async () => {
  const extract = async (given: Readonly<Record<string, Model>>) =>
    (await runStage(features, {
      inputs: { images: images.test, extractors: given },
    })).outputs.features as FeatureSet;
  const { random, ssl } = extractors as Record<string, Model>;
  const both = await extract({ random: random!, ssl: ssl! });
  assert.deepEqual(
    Object.entries(both.spaces).map(([name, { dim, classes }]) =>
      `${name} ${dim} ${classes}`
    ),
    ["random 16 0", "ssl 6 0"],
  );
  const turned = await extract({ ssl: random!, random: ssl! });
  assert.equal(turned.spaces.ssl!.identity, both.spaces.random!.identity);
  assert.notEqual(turned.spaces.ssl!.identity, both.spaces.ssl!.identity);
  assert.match(both.spaces.ssl!.identity!, /^[0-9a-f]{64}$/);
});

Deno.test("score.random gives features of zero mean and at most unit variance, others by seed", async () => {
  const { features, dim } = await seen("random", images.train);
  let raised = 0;
  for (let j = 0; j < dim; j++) {
    let [sum, square] = [0, 0];
    for (let i = j; i < features.length; i += dim) {
      sum += features[i]! / 300;
      square += features[i]! ** 2 / 300;
    }
    assert.ok(Math.abs(sum) < 1e-3, `mean ${sum}`);
    // A unit that hardly varies is not raised.
    assert.ok(square < 1.01, `${square}`);
    if (square > 0.99) raised++;
  }
  assert.ok(raised > dim / 2, `${raised} of ${dim}`);
  const other = await runStage(random, {
    inputs: { images: images.train },
    config: { networks: 2, width: 4 },
    seed: 2,
  });
  assert.notDeepEqual(
    (other.outputs.extractor as Model).weights["0/0/0/kernel"],
    extractors.random!.weights["0/0/0/kernel"],
  );
  const { weights } = extractors.random!;
  assert.notDeepEqual(weights["0/0/0/kernel"], weights["0/1/0/kernel"]);
});

Deno.test("score.ssl learns from other random numbers than encode.simclr of the same seed", async () => {
  const { outputs } = await runStage(simclr, {
    inputs: { images: images.train },
    config: small,
  });
  assert.notDeepEqual(
    (outputs.encoder as Model).weights["0/kernel"],
    extractors.ssl!.weights["0/kernel"],
  );
  const { method, images: count, shared } = extractors.ssl!.facts;
  assert.deepEqual([method, count, shared], ["ssl", 300, 0]);
});

Deno.test("score.ssl refuses images that encoders and generators are trained on", async () => {
  await assert.rejects(
    () =>
      runStage(ssl, {
        inputs: { images: images.train, seen: images.train },
        config: small,
      }),
    /Cannot train an extractor apart: 300 of 300 images are in 'seen', too; give it a part of the data that no encoder or generator is trained on/,
  );
});

Deno.test("score.classifier warns where labels are few, and records how many", async () => {
  const { outputs, log } = await runStage(classifier, {
    inputs: { images: images.train, heldOut: images.validation },
    config: { width: 4, features: 8, steps: 1 },
  });
  const { facts } = outputs.classifier as Model;
  const counts = [0, 0, 0];
  for (const label of images.train.labels!) counts[label]!++;
  assert.equal(facts.perClass, Math.min(...counts));
  assert.equal(facts.fewLabels, true);
  assert.match(
    log.join("\n"),
    /Only \d+ images of a class, fewer than 1000: .* judge by score.pretrained, too/,
  );
  const many = await shapePictures({ size: 8, train: 3300, test: 10 });
  const enough = await runStage(classifier, {
    inputs: { images: many.train, heldOut: many.validation },
    config: { width: 2, features: 2, steps: 1 },
  });
  assert.equal((enough.outputs.classifier as Model).facts.fewLabels, false);
  assert.doesNotMatch(enough.log.join("\n"), /fewer than/);
});

Deno.test("score.pretrained says how to bring weights that are not there", async () => {
  await assert.rejects(
    () =>
      runStage(pretrained, {
        inputs: { images: images.test },
        config: { weights: "none.safetensors" },
      }),
    /Cannot use the pretrained weights: .*none.safetensors cannot be read; run deno task features:pretrained/,
  );
});
