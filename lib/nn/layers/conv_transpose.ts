import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer } from "./layer.ts";

/** A transposed convolution to extent × stride, padded as TensorFlow's `same`. */
export interface ConvTranspose {
  /** Which layer this is. */
  readonly type: "convTranspose";
  /** Channels of the result. */
  readonly filters: number;
  /** Height and width of a filter. */
  readonly kernel: number;
  /** Pixels of the result for each of the input. Default 1. */
  readonly stride?: number;
  /** Whether a number is added to each channel. Default true. */
  readonly bias?: boolean;
}

/** Kernels start by He's normal law for what reaches a pixel of the result. */
export const convTranspose = layer<ConvTranspose>({
  type: "convTranspose",
  apply(cx, x, { filters, kernel, stride = 1, bias = true }) {
    const [height, width, channels] = imageOf("convTranspose", x);
    const filter = cx.param("kernel", [kernel, kernel, filters, channels], {
      deviation: Math.sqrt(2 / (kernel * kernel * channels / stride ** 2)),
    });
    const y = tf.conv2dTranspose(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      [x.shape[0]!, height * stride, width * stride, filters],
      stride,
      "same",
    );
    return bias ? tf.add(y, cx.param("bias", [filters])) : y;
  },
});
