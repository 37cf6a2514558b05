import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer } from "./layer.ts";

/** A convolution of each channel by a filter of its own. */
export interface DepthwiseConv {
  /** Which layer this is. */
  readonly type: "depthwiseConv";
  /** Height and width of a filter. */
  readonly kernel: number;
  /** Pixels from one place of a filter to the next. Default 1. */
  readonly stride?: number;
  /** Whether a number is added to each channel. Default true. */
  readonly bias?: boolean;
}

/** Kernels `[kernel, kernel, channels, 1]` start by He's normal law. */
export const depthwiseConv = layer<DepthwiseConv>({
  type: "depthwiseConv",
  apply(cx, x, { kernel, stride = 1, bias = true }) {
    const [, , channels] = imageOf("depthwiseConv", x);
    const filter = cx.param("kernel", [kernel, kernel, channels, 1], {
      deviation: Math.sqrt(2 / (kernel * kernel)),
    });
    const y = tf.depthwiseConv2d(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      stride,
      "same",
    );
    return bias ? tf.add(y, cx.param("bias", [channels])) : y;
  },
});
