import assert from "node:assert/strict";
import { fallbacks } from "../../lib/tensor/mod.ts";
import type { Stage } from "../../lib/dsl/stage.ts";
import { distance, encode, generate, prior, score } from "../../stages/mod.ts";
import { shapePictures } from "../fixtures/images.ts";
import { runStage } from "../fixtures/run_stage.ts";

const { train, test } = await shapePictures({ size: 16, train: 200 });
const normal = (await runStage(prior.normal, { config: { dim: 4 } })).outputs
  .prior;
const coded = (await runStage(encode.pca, {
  inputs: { images: train },
  config: { dim: 4 },
})).outputs;
const sampled = (await runStage(generate.gan, {
  inputs: { images: train, prior: normal },
  config: { width: 2, criticWidth: 2, batch: 8, steps: 1 },
})).outputs;
const samples = (await runStage(generate.sample, {
  inputs: { generator: sampled.generator, prior: normal },
  config: { count: 200 },
})).outputs.samples;

const small = { dim: 4, width: 2, batch: 8 };

/** Every stage that trains, with what it needs. */
const TRAINED: Readonly<
  Record<
    string,
    readonly [Stage, Record<string, unknown>, Record<string, unknown>]
  >
> = {
  "encode.autoencoder": [
    encode.autoencoder,
    { images: train },
    { ...small, decoderWidth: 2 },
  ],
  "encode.dae": [encode.dae, { images: train }, { ...small, decoderWidth: 2 }],
  "encode.simclr": [encode.simclr, { images: train }, small],
  "encode.simclr, resnet": [encode.simclr, { images: train }, {
    ...small,
    architecture: "resnet",
  }],
  "prior.flow": [prior.flow, { latents: coded.latents }, { width: 8 }],
  "generate.gan, hinge": [
    generate.gan,
    { images: train, prior: normal },
    { width: 2, criticWidth: 2, batch: 8 },
  ],
  "generate.gan, non-saturating": [
    generate.gan,
    { images: train, prior: normal },
    { width: 2, criticWidth: 2, batch: 8, loss: "nonSaturating" },
  ],
  "generate.decoder": [
    generate.decoder,
    { images: train, encoder: coded.encoder },
    { width: 2, batch: 8 },
  ],
  "score.classifier": [
    score.classifier,
    { images: train, heldOut: test },
    { width: 2, batch: 8 },
  ],
  "distance.adversarial": [
    distance.adversarial,
    { samples, reference: test },
    { widths: [2], batch: 8 },
  ],
};

for (const [name, [stage, inputs, config]] of Object.entries(TRAINED)) {
  Deno.test(`${name} trains without falling back to the reference kernels`, async () => {
    const before = fallbacks();
    await runStage(stage, { inputs, config: { ...config, steps: 3 } });
    assert.deepEqual(fallbacks(), before);
  });
}
