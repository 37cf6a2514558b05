import { z } from "zod";

const numbers = z.array(z.number()).min(1).max(4);

/** How images are fed to a model from an ONNX file. */
export const onnxConfig = {
  model: z.string().min(1).describe(
    "ONNX file that holds its own weights; one input of images, float32",
  ),
  layout: z.enum(["nchw", "nhwc"]).optional().describe(
    "Order of the axes of its input; default: found from the channels",
  ),
  size: z.int().positive().max(1024).optional().describe(
    "Height and width, for a model that takes any; default: the images' own",
  ),
  mean: numbers.default([0.5]).describe(
    "Taken from pixels in [0, 1]; one number, or one a channel",
  ),
  deviation: numbers.default([0.5]).refine(
    (each) => each.every((number) => number > 0),
    { error: "expected positive numbers" },
  ).describe("What the result is divided by; one number, or one a channel"),
  output: z.string().min(1).optional().describe(
    "Name of the output; default: the first",
  ),
  pool: z.enum(["first", "mean"]).default("mean").describe(
    "How several vectors an image (tokens, or the pixels of a feature map with channels where the input has them) become one: first (a class token) or their mean",
  ),
};
