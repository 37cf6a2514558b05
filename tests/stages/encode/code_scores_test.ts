import assert from "node:assert/strict";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { autoencoder } from "../../../stages/encode/autoencoder.ts";
import { dae } from "../../../stages/encode/dae.ts";
import { pca } from "../../../stages/encode/pca.ts";
import { randomConv } from "../../../stages/encode/random_conv.ts";
import { simclr } from "../../../stages/encode/simclr.ts";
import type {
  ImageSet,
  LatentSet,
  Model,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 300, test: 100 });

const SMALL = { dim: 12, width: 4, batch: 16, steps: 4 };
/** Every encoder that is trained or fitted here, with small settings. */
const ENCODERS: Readonly<
  Record<string, readonly [Stage, Readonly<Record<string, unknown>>]>
> = {
  "encode.pca": [pca, { dim: 12 }],
  "encode.randomConv": [randomConv, { dim: 12, width: 4 }],
  "encode.autoencoder": [autoencoder, SMALL],
  "encode.dae": [dae, SMALL],
  "encode.simclr": [simclr, SMALL],
};

async function encode(
  [stage, config]: readonly [Stage, Readonly<Record<string, unknown>>],
  inputs: { readonly images: ImageSet; readonly heldOut?: ImageSet },
) {
  const { outputs, log } = await runStage(stage, { inputs, config });
  return {
    ...outputs as {
      readonly encoder: Model;
      readonly decoder: Model;
      readonly latents: LatentSet;
      readonly scores: ScoreSet;
    },
    log,
  };
}

function withoutLabels({ labels: _, ...rest }: ImageSet): ImageSet {
  return { ...rest, classes: [] };
}

/** An image set of rows, all of one size. */
function picturesOf(rows: readonly Uint8Array[], size: number): ImageSet {
  const pixels = new Uint8Array(rows.length * rows[0]!.length);
  rows.forEach((row, i) => pixels.set(row, i * row.length));
  const channels = rows[0]!.length / size / size;
  return { pixels, shape: [rows.length, size, size, channels], classes: [] };
}

for (const [name, encoder] of Object.entries(ENCODERS)) {
  Deno.test(`${name} looks at its codes on held-out images`, async () => {
    const { scores } = await encode(encoder, {
      images: images.train,
      heldOut: images.test,
    });
    const { knnAccuracy, linearDecoderError, participationRatio } = scores;
    for (const score of [knnAccuracy!, linearDecoderError!]) {
      assert.equal(score.count, 100);
      assert.ok(score.low! < score.value && score.value < score.high!);
    }
    // Three classes: better than chance; better than grey.
    assert.ok(knnAccuracy!.value > 0.45, `${knnAccuracy!.value}`);
    assert.ok(linearDecoderError!.value < 0.25);
    assert.ok(participationRatio!.value >= 1);
    assert.equal(participationRatio!.count, 300);
    assert.ok(!Object.keys(scores).some((score) => score.endsWith("Seen")));
  });

  Deno.test(`${name} says that it had seen the images, and needs no labels`, async () => {
    const labelled = await encode(encoder, { images: images.train });
    assert.equal(labelled.scores.knnAccuracySeen!.count, 30);
    assert.equal(labelled.scores.linearDecoderErrorSeen!.count, 30);
    assert.equal(labelled.scores.knnAccuracy, undefined);
    const { scores, latents } = await encode(encoder, {
      images: withoutLabels(images.train),
      heldOut: withoutLabels(images.test),
    });
    assert.ok(!Object.keys(scores).some((score) => score.startsWith("knn")));
    assert.equal(scores.linearDecoderError!.count, 100);
    assert.deepEqual(latents.codes, labelled.latents.codes);
  });

  Deno.test(`${name} whitens: codes have the identity as covariance`, async () => {
    const [stage, config] = encoder;
    const { encoder: model, latents, scores } = await encode(
      [stage, { ...config, whiten: 5 }],
      { images: images.train },
    );
    assert.equal(latents.dim, 5);
    const rows = rowsOf(latents.codes, 5);
    for (const mean of meanOf(rows)) assert.ok(Math.abs(mean) < 1e-3);
    for (const [j, row] of covarianceOf(rows, 0).entries()) {
      for (const [k, value] of row.entries()) {
        const wanted = j === k ? 1 : 0;
        assert.ok(Math.abs(value - wanted) < 5e-3, `[${j}, ${k}]: ${value}`);
      }
    }
    assert.deepEqual(model.network.layers.at(-1), { type: "dense", units: 5 });
    // The ratio is that of the codes before.
    const plain = await encode(encoder, { images: images.train });
    assert.equal(
      scores.participationRatio!.value,
      plain.scores.participationRatio!.value,
    );
  });

  Deno.test(`${name} says in one sentence that it cannot whiten so far`, async () => {
    const [stage, config] = encoder;
    const few = {
      ...images.train,
      pixels: images.train.pixels.slice(0, 6 * 256),
      shape: [6, 16, 16, 1] as const,
      labels: images.train.labels!.slice(0, 6),
    };
    const small = stage === pca ? { dim: 5 } : {};
    await assert.rejects(
      encode([stage, { ...config, whiten: 6, ...small, dim: 8 }], {
        images: few,
      }),
      /Cannot whiten codes to 6 dimensions: expected more than 6 images, got 6; lower 'whiten'$/,
    );
    assert.throws(
      () => stage.spec.config.parse({ ...config, dim: 4, whiten: 5 }),
      /whiten must not exceed dim/,
    );
  });
}

Deno.test("linearDecoderError of encode.pca is what its components leave of held-out images", async () => {
  const { encoder, scores } = await encode([pca, { dim: 12 }], {
    images: images.train,
    heldOut: images.test,
  });
  const kernel = encoder.weights["1/kernel"]!.data;
  const mean = meanOf(unitRows(images.train));
  let error = 0;
  for (const row of unitRows(images.test)) {
    const centred = row.map((value, i) => value - mean[i]!);
    const left = centred.slice();
    for (let j = 0; j < 12; j++) {
      const code = centred.reduce(
        (sum, x, i) => sum + x * kernel[i * 12 + j]!,
        0,
      );
      for (let i = 0; i < 256; i++) left[i]! -= code * kernel[i * 12 + j]!;
    }
    error += left.reduce((sum, x) => sum + x * x, 0) / 256 / 4;
  }
  // A ridge of 1 beside 300 codes of unit variance.
  assert.ok(
    Math.abs(scores.linearDecoderError!.value / (error / 100) - 1) < 0.01,
  );
});

Deno.test("participationRatio of encode.pca is its dimension, and its raw one that of the variances", async () => {
  const { encoder, scores, latents } = await encode([pca, { dim: 12 }], {
    images: images.train,
  });
  assert.ok(Math.abs(scores.participationRatio!.value - 12) < 1e-3);
  assert.ok(Math.abs(scores.participationShare!.value - 1) < 1e-4);
  const scale = encoder.weights["2/scale"]!.data;
  const variances = Array.from(scale, (each) => each ** -2);
  const sum = variances.reduce((a, b) => a + b, 0);
  const wanted = sum ** 2 / variances.reduce((a, b) => a + b * b, 0);
  assert.ok(Math.abs(scores.rawParticipationRatio!.value - wanted) < 1e-3);
  assert.equal(latents.dim, 12);
});

Deno.test("an encoder whose codes fill few dimensions says so", async () => {
  // Brightness and its slope: two numbers make every picture.
  const rows = Array.from({ length: 60 }, (_, i) =>
    Uint8Array.from(
      { length: 256 },
      (_, at) => 60 + i + (i * 7 % 11) * (at % 16),
    ));
  const flat = picturesOf(rows, 16);
  const config = { dim: 20, width: 4 };
  const { scores, log } = await encode([randomConv, config], { images: flat });
  assert.equal(scores.narrow!.value, 1);
  assert.ok(scores.participationRatio!.value < 8);
  assert.match(
    log.join("\n"),
    /^Codes are narrow: they fill [1-7]\.\d of 20 dimensions \(participation ratio\); what is trained on them sees little of the images$/m,
  );
  const wide = await encode([pca, { dim: 20 }], { images: images.train });
  assert.equal(wide.scores.narrow!.value, 0);
  assert.deepEqual(wide.log, []);
  // A code of few dimensions that fills them is not narrow.
  const short = await encode([pca, { dim: 3 }], { images: images.train });
  assert.equal(short.scores.narrow!.value, 0);
  assert.deepEqual(short.log, []);
});

Deno.test("encoders refuse to whiten to directions that do not vary", async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => new Uint8Array(256).fill(i % 4 * 60),
  );
  const four = picturesOf(rows, 16);
  await assert.rejects(
    encode([randomConv, { dim: 12, width: 4, whiten: 9 }], { images: four }),
    /Cannot whiten codes to 9 dimensions: the codes of 40 images, 12 numbers each, vary in [1-3]; lower 'whiten' to at most [1-3]$/,
  );
  await assert.rejects(
    encode([pca, { dim: 9 }], { images: four }),
    /Cannot fit 9 components: the 40 images vary in 1 of so many directions; lower 'dim' to at most 1$/,
  );
  const same = picturesOf(rows.map(() => new Uint8Array(256).fill(9)), 16);
  await assert.rejects(
    encode([pca, { dim: 9 }], { images: same }),
    /Cannot fit 9 components: the 40 images are all alike$/,
  );
  await assert.rejects(
    encode([randomConv, { dim: 12, width: 4, whiten: 2 }], { images: same }),
    /vary in 0; the images are alike, or the encoder does not tell them apart$/,
  );
});

Deno.test("encoders refuse held-out images of another shape", async () => {
  const { test } = await shapePictures({ size: 8, test: 5 });
  await assert.rejects(
    encode([pca, { dim: 3 }], { images: images.train, heldOut: test }),
    /Cannot judge codes on held-out images: expected images of 16×16×1, got 8×8×1$/,
  );
});

Deno.test("a few images are encoded without scores that they cannot carry", async () => {
  const six = picturesOf(
    Array.from(
      { length: 6 },
      (_, i) =>
        Uint8Array.from({ length: 64 }, (_, at) => (at * (i + 3)) % 251),
    ),
    8,
  );
  const { scores, latents } = await encode([pca, { dim: 3 }], { images: six });
  assert.equal(latents.count, 6);
  assert.equal(scores.linearDecoderErrorSeen, undefined);
  assert.equal(scores.participationRatio!.count, 6);
});
