import assert from "node:assert/strict";
import { join } from "node:path";
import { random } from "../../../lib/stats/random.ts";
import type { FeatureSet, ImageSet } from "../../../stages/kinds/mod.ts";
import { features as featuresStage } from "../../../stages/score/features.ts";
import { onnx as scoreOnnx } from "../../../stages/score/onnx.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { identityFile } from "../../fixtures/onnx_file.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const COUNT = 70;
const HEIGHT = 6;
const WIDTH = 4;
const CHANNELS = 3;
const SIZE = HEIGHT * WIDTH * CHANNELS;
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

const stream = random(2n, "pixels");
const images: ImageSet = {
  pixels: Uint8Array.from(
    stream.uniform(new Float32Array(COUNT * SIZE), 0, 256),
  ),
  shape: [COUNT, HEIGHT, WIDTH, CHANNELS],
  classes: [],
};

/** Mean of each channel of each image, normalised. */
function channelMeans(): number[] {
  const means: number[] = [];
  for (let i = 0; i < COUNT; i++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      let sum = 0;
      for (let at = channel; at < SIZE; at += CHANNELS) {
        sum += images.pixels[i * SIZE + at]!;
      }
      const mean = sum / (HEIGHT * WIDTH) / 255;
      means.push((mean - MEAN[channel]!) / DEVIATION[channel]!);
    }
  }
  return means;
}

const LAYOUTS = {
  nchw: [CHANNELS, HEIGHT, WIDTH],
  nhwc: [HEIGHT, WIDTH, CHANNELS],
} as const;

for (const [layout, extents] of Object.entries(LAYOUTS)) {
  for (const batch of [1, 3, 32, 100, "any"] as const) {
    Deno.test(`score.onnx feeds a model of ${layout} ${batch} images at once, and keeps their order`, async () => {
      await withFolder(async (folder) => {
        await Deno.writeFile(
          join(folder, "same.onnx"),
          identityFile([batch, ...extents]),
        );
        const config = { model: "same.onnx", mean: MEAN, deviation: DEVIATION };
        const made = await runStage(scoreOnnx, {
          inputs: { images },
          config,
          directory: folder,
        });
        const { outputs } = await runStage(featuresStage, {
          inputs: { images, extractors: made.outputs },
        });
        const { count, spaces } = outputs.features as FeatureSet;
        const found = spaces.extractor!;
        assert.deepEqual([count, found.dim], [COUNT, CHANNELS]);
        for (const [i, mean] of channelMeans().entries()) {
          assert.ok(Math.abs(found.features[i]! - mean) < 1e-4);
        }
      });
    });
  }
}
