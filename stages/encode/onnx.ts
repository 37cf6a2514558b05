import { z } from "zod";
import { defineFittedEncoder } from "../roles/encoder.ts";
import { whiten } from "./config.ts";
import { onnxConfig } from "./onnx_config.ts";

/**
 * Codes of images under a network that was trained elsewhere and exported as
 * an ONNX file, such as a self-supervised one. Pixels are divided by 255,
 * normalised by `mean` and `deviation`, and resampled to the model's extents as
 * Pillow does (bilinear); codes are standardised like those of every encoder.
 * It runs on ONNX Runtime on the CPU whatever the engine.
 *
 * The file has one input, float32 and of four axes, `[batch, channels, height,
 * width]` or `[batch, height, width, channels]`. A batch of any size is fed 32
 * images at a time, a fixed one is filled up at the end. Of PyTorch:
 * `torch.onnx.export(model, images, "model.onnx", dynamo=False)`.
 *
 * @throws {RangeError} when the file is not an ONNX model that maps such
 * images to vectors; the message says what does not fit
 */
export const onnx = defineFittedEncoder({
  name: "encode.onnx",
  version: 4,
  summary: "Encodes images with a network from an ONNX file",
  source: "https://onnx.ai",
  config: z.object({ ...onnxConfig, whiten }),
  files: ["model"],
  resources: {},
  fit: async ({ config, images, ctx }) => ({
    model: await (await import("./work/import.ts")).importModel(
      config,
      images,
      ctx,
    ),
  }),
});
