import type { Geometry } from "../../../lib/tensor/onnx/lowerings/convolution/geometry.ts";
import { geometryOf } from "../../../lib/tensor/onnx/lowerings/convolution/geometry.ts";

/** A convolution of square images with a square filter, padding `"same"`. */
export interface ConvolutionShape {
  /** Images. */
  readonly batch: number;
  /** Height and width of an image. */
  readonly size: number;
  /** Channels of an image. */
  readonly ins: number;
  /** Channels of the result. */
  readonly outs: number;
  /** Height and width of the filter. */
  readonly kernel: number;
  /** Rows and columns from one window to the next. */
  readonly stride: number;
}

/** What to time, as networks of this project and its peers have it. */
export const CONVOLUTION_SHAPES: readonly ConvolutionShape[] = [
  // DCGAN of widths 4 and 8.
  of(64, 32, [1, 16], [4, 2]),
  of(64, 16, [4, 8], [4, 2]),
  of(64, 16, [8, 16], [4, 2]),
  // DCGAN of widths 16 and 64.
  of(64, 16, [16, 32], [4, 2]),
  of(64, 32, [3, 64], [4, 2]),
  of(64, 16, [64, 128], [4, 2]),
  of(64, 8, [128, 256], [4, 2]),
  // Residual networks, and the last layer of their generator.
  of(64, 32, [64, 3], [3, 1]),
  of(128, 32, [3, 64], [3, 1]),
  of(64, 32, [64, 64], [3, 1]),
  of(128, 32, [64, 64], [3, 1]),
  of(128, 16, [128, 128], [3, 1]),
  of(128, 8, [256, 256], [3, 1]),
  of(128, 4, [512, 512], [3, 1]),
  of(128, 32, [64, 128], [3, 2]),
  of(128, 32, [64, 64], [1, 1]),
  of(128, 32, [64, 128], [1, 2]),
];

function of(
  batch: number,
  size: number,
  [ins, outs]: readonly [number, number],
  [kernel, stride]: readonly [number, number],
): ConvolutionShape {
  return { batch, size, ins, outs, kernel, stride };
}

/** Such as `64→128@16×16 4×4/2 batch 64`. */
export function nameOfShape(shape: ConvolutionShape): string {
  const { batch, size, ins, outs, kernel, stride } = shape;
  return `${ins}→${outs}@${size}×${size} ${kernel}×${kernel}/${stride} batch ${batch}`;
}

/** Attributes of the kernels that convolve it. */
export function attributesOf({ stride }: ConvolutionShape) {
  return { strides: stride, pad: "same", dilations: 1, dataFormat: "NHWC" };
}

/** Extents, strides and padding of the convolution. */
export function geometryOfShape(shape: ConvolutionShape): Geometry {
  const { batch, size, ins, outs, kernel } = shape;
  return geometryOf(
    [batch, size, size, ins],
    [kernel, kernel, ins, outs],
    attributesOf(shape),
  );
}

/** Products and sums of one pass in 10⁹; each pass has the same. */
export function gflopOf(shape: ConvolutionShape): number {
  const { batch, ins, outs, kernel } = shape;
  const { outHeight, outWidth } = geometryOfShape(shape);
  return 2 * batch * outHeight * outWidth * kernel ** 2 * ins * outs / 1e9;
}
