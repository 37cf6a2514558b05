import assert from "node:assert/strict";
import { join } from "node:path";
import { convEncoder } from "../../../lib/nn/architectures/conv.ts";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { toOnnx } from "../../../lib/nn/network/to_onnx.ts";
import { random } from "../../../lib/stats/random.ts";
import { writeModel } from "../../../lib/tensor/onnx/model.ts";
import { concat } from "../../../lib/tensor/onnx/parts.ts";
import { reshape } from "../../../lib/tensor/onnx/record.ts";
import { Value } from "../../../lib/tensor/onnx/value.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { apply } from "../../../stages/encode/apply.ts";
import { onnx as encodeOnnx } from "../../../stages/encode/onnx.ts";
import type {
  FeatureSet,
  FeatureSpace,
  ImageSet,
  LatentSet,
  Model,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { features as featuresStage } from "../../../stages/score/features.ts";
import { modes } from "../../../stages/score/modes.ts";
import { onnx as scoreOnnx } from "../../../stages/score/onnx.ts";
import { shapePictures } from "../../fixtures/images.ts";
import { covarianceOf, rowsOf } from "../../fixtures/moments.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const images = await shapePictures({ train: 70, test: 5 });
const shape = images.train.shape.slice(1) as [number, number, number];
const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const network = convEncoder(shape, { width: 4, units: 6, norm: false });
const weights = initNetwork(network, random(1n, "weights"));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  Deno.writeFileSync(path, bytes);
  return path;
}

const own = file("own.onnx", toOnnx({ network, weights }));

/** A model of one operator chain from an image input. */
function model(
  name: string,
  input: readonly number[],
  body: (x: Value) => Value,
): string {
  const x = new Value(input, "float32");
  const outputs = new Map([["y", body(x)]]);
  return file(name, writeModel(outputs, { inputs: new Map([[x, "x"]]) }));
}

async function encode(config: Record<string, unknown>, set = images.train) {
  const { outputs } = await runStage(encodeOnnx, {
    inputs: { images: set },
    config,
    seed: 1,
  });
  return outputs as unknown as { encoder: Model; latents: LatentSet };
}

async function features(
  config: Record<string, unknown>,
  set: ImageSet = images.train,
): Promise<FeatureSpace> {
  const made = await runStage(scoreOnnx, {
    inputs: { images: set },
    config,
    seed: 1,
  });
  const { outputs } = await runStage(featuresStage, {
    inputs: { images: set, extractors: made.outputs },
    config: {},
    seed: 1,
  });
  return (outputs.features as FeatureSet).spaces.extractor!;
}

Deno.test("encode.onnx encodes as the network that was exported", async () => {
  await useEngine("onnx");
  const { output } = await runNetwork(
    { network, weights },
    ndarray(images.train.pixels, images.train.shape),
  );
  const found = await features({ model: own });
  assert.equal(found.dim, 6);
  assert.equal(found.features.length, 70 * 6);
  for (const [i, value] of output.data.entries()) {
    assert.ok(Math.abs(found.features[i]! - value) < 1e-4);
  }
});

Deno.test("encode.onnx standardises codes, and encode.apply encodes alike", async () => {
  const { encoder, latents } = await encode({ model: own });
  for (let j = 0; j < latents.dim; j++) {
    const column = Float64Array.from(
      { length: latents.count },
      (_, i) => latents.codes[i * latents.dim + j]!,
    );
    const mean = column.reduce((sum, x) => sum + x, 0) / latents.count;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) /
      latents.count;
    assert.ok(Math.abs(mean) < 1e-4);
    assert.ok(Math.abs(variance - 1) < 1e-3);
  }
  const { outputs } = await runStage(apply, {
    inputs: { encoder, images: images.train },
    config: {},
    seed: 1,
  });
  const again = (outputs as unknown as { latents: LatentSet }).latents;
  for (const [i, code] of latents.codes.entries()) {
    assert.ok(Math.abs(again.codes[i]! - code) < 1e-4);
  }
});

Deno.test("encode.onnx looks at its codes, and whitens them", async () => {
  const { outputs } = await runStage(encodeOnnx, {
    inputs: { images: images.train, heldOut: images.test },
    config: { model: own, whiten: 3 },
  });
  const { latents, scores } = outputs as unknown as {
    latents: LatentSet;
    scores: ScoreSet;
  };
  assert.equal(latents.dim, 3);
  const rows = rowsOf(latents.codes, 3);
  for (const [j, row] of covarianceOf(rows, 0).entries()) {
    for (const [k, value] of row.entries()) {
      assert.ok(Math.abs(value - (j === k ? 1 : 0)) < 1e-3);
    }
  }
  assert.equal(scores.linearDecoderError!.count, 5);
  assert.equal(scores.knnAccuracy!.count, 5);
  assert.ok(scores.participationRatio!.value > 1);
  await assert.rejects(
    encode({ model: own, whiten: 7 }),
    /the codes of 70 images, 6 numbers each, vary in 6; lower 'whiten' to at most 6$/,
  );
});

Deno.test("score.onnx normalises by channel, repeats grey and pools", async () => {
  const [height, width] = shape;
  const grey: ImageSet = {
    pixels: images.train.pixels.slice(0, 4 * height * width),
    shape: [4, height, width, 1],
    classes: [],
  };
  // Mean over pixels of three channels, whose batch is fixed at 3.
  const planes = model("planes.onnx", [3, 3, height, width], (x) => x);
  const found = await features({
    model: planes,
    mean: [0, 0.5, 1],
    deviation: [1, 0.5, 2],
  }, grey);
  assert.equal(found.dim, 3);
  const size = height * width;
  for (let i = 0; i < 4; i++) {
    const pixels = grey.pixels.subarray(i * size, (i + 1) * size);
    const mean = pixels.reduce((sum, p) => sum + p / 255, 0) / size;
    const expected = [mean, (mean - 0.5) / 0.5, (mean - 1) / 2];
    for (const [j, value] of expected.entries()) {
      assert.ok(Math.abs(found.features[i * 3 + j]! - value) < 1e-4);
    }
  }
  // Tokens: rows of the picture; the first alone.
  const tokens = model(
    "tokens.onnx",
    [1, height, width, 1],
    (x) => reshape(x, [1, height, width]),
  );
  const config = { model: tokens, mean: [0], deviation: [1], pool: "first" };
  const rows = await features(config, grey);
  assert.equal(rows.dim, width);
  for (let j = 0; j < width; j++) {
    assert.ok(Math.abs(rows.features[j]! - grey.pixels[j]! / 255) < 1e-6);
  }
});

Deno.test("score.onnx resamples to the model's extents", async () => {
  const flat: ImageSet = {
    pixels: new Uint8Array(2 * 8 * 8).fill(51),
    shape: [2, 8, 8, 1],
    classes: [],
  };
  const small = model(
    "small.onnx",
    [1, 1, 4, 4],
    (x) => reshape(x, [1, 16]),
  );
  const found = await features(
    { model: small, mean: [0], deviation: [1] },
    flat,
  );
  assert.equal(found.dim, 16);
  assert.ok(found.features.every((value) => Math.abs(value - 0.2) < 1e-6));
});

Deno.test("scores of classes refuse features without classes", async () => {
  const found = await features({ model: own });
  const set = { count: 70, spaces: { own: found } };
  await assert.rejects(
    () =>
      runStage(modes, {
        inputs: { samples: set, reference: set },
        config: {},
        seed: 1,
      }),
    /'own' has none; use the features of score.classifier/,
  );
});

Deno.test("a model that joins what it computes keeps one row an image", async () => {
  const [height, width] = shape;
  const doubled = model(
    "double.onnx",
    [1, height, width, shape[2]],
    (x) => {
      const flat = reshape(x, [1, height * width * shape[2]]);
      return concat([flat, flat], 1);
    },
  );
  const found = await features({ model: doubled, layout: "nhwc" });
  assert.equal(found.dim, 2 * height * width * shape[2]);
});
