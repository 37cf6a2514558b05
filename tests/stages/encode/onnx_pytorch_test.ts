import assert from "node:assert/strict";
import { join } from "node:path";
import { random } from "../../../lib/stats/random.ts";
import type { FeatureSet, ImageSet } from "../../../stages/kinds/mod.ts";
import { features as featuresStage } from "../../../stages/score/features.ts";
import { onnx as scoreOnnx } from "../../../stages/score/onnx.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { findPython, needsPython, runPython } from "../../fixtures/python.ts";
import { runStage } from "../../fixtures/run_stage.ts";

/** Extents of the images, and of the input of the model. */
const SIZE = 24;
const COUNT = 37;
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/**
 * Exports a small residual network from PyTorch, and prints its features of
 * the images of `pixels`, prepared by PyTorch's own means.
 */
const PROGRAM = `
import inspect, json, torch
from torch import nn
torch.manual_seed(3)
torch.set_num_threads(1)

class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels), nn.GELU(),
            nn.Conv2d(channels, channels, 3, padding=1))
    def forward(self, x):
        return torch.relu(x + self.body(x))

model = nn.Sequential(
    nn.Conv2d(3, 8, 5, stride=2, padding=2), nn.BatchNorm2d(8), nn.ReLU(),
    nn.MaxPool2d(3, 2, 1), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    nn.LayerNorm(8), nn.Linear(8, 5))
with torch.no_grad():
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
model.eval()

settings = json.loads(SETTINGS)
size, count, extent = settings["size"], settings["count"], settings["extent"]
pixels = torch.frombuffer(bytearray(open("pixels", "rb").read()), dtype=torch.uint8)
x = pixels.reshape(count, size, size, 3).permute(0, 3, 1, 2) / 255
x = nn.functional.interpolate(x, (extent, extent), mode="bilinear", antialias=True)
column = lambda numbers: torch.tensor(numbers)[:, None, None]
x = (x - column(settings["mean"])) / column(settings["deviation"])
with torch.no_grad():
    print(json.dumps(model(x).tolist()))
# The exporter that needs no other package; the only one of older versions.
traced = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
torch.onnx.export(
    model, x[:settings["batch"]], "model.onnx", **traced,
    input_names=["pixels"], output_names=["features"],
    dynamic_axes={"pixels": {0: "n"}, "features": {0: "n"}} if settings["any"] else None)
`;

const CASES = {
  "any number of images": { extent: SIZE, batch: 2, any: true },
  "five images at once, each made smaller": {
    extent: 16,
    batch: 5,
    any: false,
  },
  "one image at a time, made larger": { extent: 31, batch: 1, any: false },
};

const python = await findPython("torch", "onnx");
for (const [name, settings] of Object.entries(CASES)) {
  Deno.test({
    ...needsPython(
      `score.onnx gives the features of a PyTorch model of ${name}`,
      python,
      "torch and onnx",
    ),
    fn: async () => {
      await withFolder(async (folder) => {
        const pixels = Uint8Array.from(
          random(8n, "pixels").uniform(
            new Float32Array(COUNT * SIZE * SIZE * 3),
            0,
            256,
          ),
        );
        await Deno.writeFile(join(folder, "pixels"), pixels);
        const all = {
          ...settings,
          size: SIZE,
          count: COUNT,
          mean: MEAN,
          deviation: DEVIATION,
        };
        const out = await runPython(
          python!,
          `SETTINGS = ${JSON.stringify(JSON.stringify(all))}\n${PROGRAM}`,
          folder,
        );
        const expected: number[][] = JSON.parse(out);
        const images: ImageSet = {
          pixels,
          shape: [COUNT, SIZE, SIZE, 3],
          classes: [],
        };
        const made = await runStage(scoreOnnx, {
          inputs: { images },
          config: { model: "model.onnx", mean: MEAN, deviation: DEVIATION },
          directory: folder,
        });
        const { outputs } = await runStage(featuresStage, {
          inputs: { images, extractors: made.outputs },
        });
        const { count, spaces } = outputs.features as FeatureSet;
        const { features, dim } = spaces.extractor!;
        assert.deepEqual([count, dim], [COUNT, expected[0]!.length]);
        for (const [i, value] of expected.flat().entries()) {
          assert.ok(
            Math.abs(features[i]! - value) < 1e-4,
            `${features[i]}, ${value}`,
          );
        }
      });
    },
  });
}
