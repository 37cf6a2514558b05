import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";

/** First two moments of rows, in float64. */
export interface Moments {
  /** Number of rows behind them. */
  readonly count: number;
  /** Length of a row. */
  readonly dim: number;
  /** `[dim]`. */
  readonly mean: Float64Array;
  /** `[dim, dim]`, divided by count − 1. */
  readonly covariance: Float64Array;
}

const CHUNK = 512;

/**
 * Mean and covariance of rows. Products are taken by the tensor engine on
 * chunks of centred rows in float32 and summed over chunks in float64.
 *
 * @param rows `[count, dim]`, row-major, at least two rows
 * @param dim Number of columns
 * @param options `scale` and `shift`: each element becomes `x · scale + shift`
 * @throws {RangeError} when there are fewer than two whole rows
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { moments } from "./moments.ts";
 *
 * await useEngine("cpu");
 * const { mean, covariance } = await moments(Float32Array.of(1, 3, 5), 1);
 * console.assert(mean[0] === 3 && covariance[0] === 4);
 * ```
 */
export async function moments(
  rows: Float32Array | Uint8Array,
  dim: number,
  options: { readonly scale?: number; readonly shift?: number } = {},
): Promise<Moments> {
  const { scale = 1, shift = 0 } = options;
  const count = rows.length / dim;
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(
      `Cannot compute moments: expected at least two rows of ${dim}, got ${count}`,
    );
  }
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < rows.length; i++) {
    mean[j]! += rows[i]!;
    if (++j === dim) j = 0;
  }
  for (let j = 0; j < dim; j++) mean[j] = mean[j]! / count * scale + shift;
  const product = compile(({ x }) => ({
    gram: tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, true, false),
  }));
  const covariance = new Float64Array(dim * dim);
  for (let start = 0; start < count; start += CHUNK) {
    const x = new Float32Array(CHUNK * dim);
    const end = Math.min(count, start + CHUNK);
    for (let i = start * dim, at = 0, j = 0; i < end * dim; i++, at++) {
      x[at] = rows[i]! * scale + shift - mean[j]!;
      if (++j === dim) j = 0;
    }
    const { gram } = await product.run({ x: ndarray(x, [CHUNK, dim]) });
    const data = gram!.data;
    for (let i = 0; i < covariance.length; i++) covariance[i]! += data[i]!;
  }
  product.dispose();
  for (let i = 0; i < covariance.length; i++) covariance[i]! /= count - 1;
  return { count, dim, mean, covariance };
}
