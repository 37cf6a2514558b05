import * as tf from "@tensorflow/tfjs-core";
import { imageOf, layer } from "./layer.ts";

/** A convolution that keeps ⌈extent / stride⌉, padded as TensorFlow's `same`. */
export interface Conv {
  /** Which layer this is. */
  readonly type: "conv";
  /** Channels of the result. */
  readonly filters: number;
  /** Height and width of a filter. */
  readonly kernel: number;
  /** Pixels from one place of a filter to the next. Default 1. */
  readonly stride?: number;
  /** Whether a number is added to each channel. Default true. */
  readonly bias?: boolean;
  /** Deviation at the start as a share of He's. Default 1; 0 starts at zero. */
  readonly scale?: number;
}

/** Kernels start by He's normal law. */
export const conv = layer<Conv>({
  type: "conv",
  apply(cx, x, { filters, kernel, stride = 1, bias = true, scale = 1 }) {
    const [, , channels] = imageOf("conv", x);
    const filter = cx.param("kernel", [kernel, kernel, channels, filters], {
      deviation: scale * Math.sqrt(2 / (kernel * kernel * channels)),
    });
    const y = tf.conv2d(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      stride,
      "same",
    );
    return bias ? tf.add(y, cx.param("bias", [filters])) : y;
  },
});
