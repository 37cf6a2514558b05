import * as tf from "@tensorflow/tfjs-core";
import type { Cx } from "./layer.ts";

/** Drops while training, and makes what is kept as much larger. */
export interface Dropping<T extends string> {
  /** Which layer this is. */
  readonly type: T;
  /** Probability of being dropped, in [0, 1). */
  readonly rate: number;
}

/** Multiplies by numbers drawn for a shape, where some were drawn. */
export function drop(
  cx: Cx,
  x: tf.Tensor,
  { rate, shape }: { readonly rate: number; readonly shape: readonly number[] },
): tf.Tensor {
  const mask = cx.noise("mask", shape, { rate });
  return !cx.training || mask === undefined ? x : tf.mul(x, mask);
}
