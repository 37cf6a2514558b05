import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { onnxConfig } from "../encode/onnx_config.ts";
import { Extractor, Images } from "../kinds/mod.ts";

/**
 * A feature extractor from an ONNX file: its chosen output gives the features.
 * It has no classes, so scores of classes pass it over. `images` says what it will be fed
 * with; only their shape counts.
 *
 * Published Fréchet distances are of one Inception network with its own
 * resampling: with another file, or another way to resample, compare only
 * within one study.
 *
 * @throws {RangeError} when the file is not an ONNX model that maps such
 * images to vectors; the message says what does not fit
 */
export const onnx = defineStage({
  name: "score.onnx",
  version: 3,
  summary: "Takes a feature extractor from an ONNX file",
  source: "https://onnx.ai",
  config: z.object(onnxConfig),
  inputs: { images: Images },
  outputs: { extractor: Extractor },
  files: ["model"],
  tensors: true,
  run: async ({ config, inputs, ctx }) => {
    const { useEngine } = await import("../../lib/tensor/mod.ts");
    const { importModel } = await import("../encode/work/import.ts");
    await useEngine(ctx.engine, { threads: ctx.threads });
    return { extractor: await importModel(config, inputs.images, ctx) };
  },
});
