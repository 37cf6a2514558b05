import assert from "node:assert/strict";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Stage } from "../../../lib/dsl/stage.ts";
import { apply } from "../../../stages/encode/apply.ts";
import { pca } from "../../../stages/encode/pca.ts";
import { randomConv } from "../../../stages/encode/random_conv.ts";
import type { LatentSet, Model, ScoreSet } from "../../../stages/kinds/mod.ts";
import { shapePictures, unitRows } from "../../fixtures/images.ts";
import { covarianceOf, meanOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

interface Encoded {
  readonly encoder: Model;
  readonly latents: LatentSet;
  readonly scores: ScoreSet;
}

const images = await shapePictures({ train: 300, test: 50 });

async function encode(
  stage: Stage,
  config: Readonly<Record<string, unknown>>,
  seed = 1,
) {
  const run = await runStage(stage, {
    inputs: { images: images.train },
    config,
    seed,
  });
  return { ...run, outputs: run.outputs as unknown as Encoded };
}

/** Variances along the principal components, from the singular values of the centred rows. */
function spectrum(): Float64Array {
  const rows = unitRows(images.train);
  const mean = meanOf(rows);
  const centred = new Matrix(
    rows.map((row) => [...row].map((value, j) => value - mean[j]!)),
  );
  const { diagonal } = new SingularValueDecomposition(centred);
  return Float64Array.from(
    diagonal,
    (value) => value * value / (rows.length - 1),
  );
}

Deno.test("encode.pca loses the variance of the components it leaves out", async () => {
  const variances = spectrum();
  const total = variances.reduce((sum, value) => sum + value, 0);
  const rows = unitRows(images.train);
  const mean = meanOf(rows);
  for (const dim of [3, 20]) {
    const { outputs: { encoder, latents, scores } } = await encode(pca, {
      dim,
    });
    const kernel = encoder.weights["1/kernel"]!.data;
    const scale = encoder.weights["2/scale"]!.data;
    // The orthonormal components, applied backwards.
    let error = 0;
    for (const [i, row] of rows.entries()) {
      for (let pixel = 0; pixel < row.length; pixel++) {
        let back = mean[pixel]!;
        for (let j = 0; j < dim; j++) {
          const code = latents.codes[i * dim + j]! / scale[j]!;
          back += kernel[pixel * dim + j]! * code;
        }
        error += (row[pixel]! - back) ** 2;
      }
    }
    error /= rows.length - 1;
    const kept = variances.slice(0, dim).reduce((sum, v) => sum + v, 0);
    assert.ok(
      Math.abs(error / (total - kept) - 1) < 1e-4,
      `error ${error}, expected ${total - kept}`,
    );
    assert.ok(Math.abs(scores.explained!.value - kept / total) < 1e-6);
    assert.equal(scores.parameters!.value, 64 * dim + dim);
  }
});

Deno.test("encode.pca gives whitened codes", async () => {
  const { outputs: { latents } } = await encode(pca, { dim: 6 });
  assert.deepEqual([latents.count, latents.dim], [300, 6]);
  assert.deepEqual(latents.labels, images.train.labels);
  const rows = rowsOf(latents.codes, 6);
  for (const value of meanOf(rows)) assert.ok(Math.abs(value) < 1e-5);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    for (const [k, value] of row.entries()) {
      const expected = j === k ? 1 : 0;
      assert.ok(Math.abs(value - expected) < 1e-4, `[${j}, ${k}]: ${value}`);
    }
  }
});

Deno.test("encode.pca says when there are too few images or pixels", async () => {
  await assert.rejects(
    () => encode(pca, { dim: 65 }),
    /Cannot fit 65 components: there are 300 images of 64 numbers; lower 'dim'/,
  );
});

Deno.test("encode.pca of fewer images than numbers projects on the same components", async () => {
  const { train } = await shapePictures({ size: 16, train: 60 });
  const { outputs } = await runStage(pca, {
    inputs: { images: train },
    config: { dim: 5 },
  });
  const { encoder, scores } = outputs as Encoded;
  const rows = unitRows(train);
  const mean = meanOf(rows);
  const { diagonal, rightSingularVectors } = new SingularValueDecomposition(
    new Matrix(rows.map((row) => [...row].map((value, j) => value - mean[j]!))),
    { autoTranspose: true },
  );
  const kernel = encoder.weights["1/kernel"]!.data;
  for (let j = 0; j < 5; j++) {
    let dot = 0;
    for (let i = 0; i < 256; i++) {
      dot += kernel[i * 5 + j]! * rightSingularVectors.get(i, j);
    }
    assert.ok(Math.abs(Math.abs(dot) - 1) < 1e-4, `component ${j}: ${dot}`);
  }
  const squares = diagonal.map((value) => value * value);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const wanted = sum(squares.slice(0, 5)) / sum(squares);
  assert.ok(Math.abs(scores.explained!.value - wanted) < 1e-5);
});

Deno.test("encode.randomConv gives standardised codes that depend on the seed alone", async () => {
  const config = { dim: 5, width: 4 };
  const first = await encode(randomConv, config);
  const { latents, scores } = first.outputs;
  const rows = rowsOf(latents.codes, 5);
  for (const value of meanOf(rows)) assert.ok(Math.abs(value) < 1e-5);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    assert.ok(Math.abs(row[j]! - 1) < 1e-4, `variance ${row[j]}`);
  }
  // One 4×4 convolution of 4 channels, then 4·4·4 inputs to 5 units.
  assert.equal(scores.parameters!.value, (16 * 4 + 4) + (64 * 5 + 5));
  const again = await encode(randomConv, config);
  assert.deepEqual(again.digests, first.digests);
  const other = await encode(randomConv, config, 2);
  assert.notEqual(other.digests.latents, first.digests.latents);
});

Deno.test("encode.apply gives the codes that the encoder was fitted to", async () => {
  for (const stage of [pca, randomConv] as const) {
    const { outputs: { encoder, latents } } = await encode(stage, { dim: 4 });
    const { outputs } = await runStage(apply, {
      inputs: { encoder, images: images.train },
    });
    const found = outputs.latents as LatentSet;
    assert.deepEqual(found.labels, images.train.labels);
    for (const [i, code] of found.codes.entries()) {
      assert.ok(Math.abs(code - latents.codes[i]!) < 1e-4);
    }
    const heldOut = await runStage(apply, {
      inputs: { encoder, images: images.test },
    });
    assert.equal((heldOut.outputs.latents as LatentSet).count, 50);
  }
});
