import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import { requireFinite } from "./rows.ts";

/** First two moments of rows, in float64. */
export interface Moments {
  /** Number of rows behind them. */
  readonly count: number;
  readonly dim: number;
  /** `[dim]`. */
  readonly mean: Float64Array;
  /** `[dim, dim]`, divided by count − 1. */
  readonly covariance: Float64Array;
}

const CHUNK = 512;

/** Multiplications up to which all is computed in float64. */
const EXACT = 2e7;

/**
 * Mean and covariance of rows. For many rows, products are taken by the tensor
 * engine on chunks of centred rows in float32, each column over a power of two
 * that brings it near 1, and summed over chunks in float64; for few, all is
 * float64.
 *
 * @param rows `[count, dim]`, row-major, at least two rows
 * @param dim Number of columns
 * @param options `scale` and `shift`: each element becomes `x · scale + shift`
 * @throws {RangeError} when there are fewer than two whole rows, or one is not
 * finite
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
  requireFinite({ data: rows, dim }, {
    task: "compute moments",
    name: "rows",
  });
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < rows.length; i++) {
    mean[j]! += rows[i]!;
    if (++j === dim) j = 0;
  }
  for (let j = 0; j < dim; j++) mean[j] = mean[j]! / count * scale + shift;
  const element = (i: number, j: number) =>
    rows[i * dim + j]! * scale + shift - mean[j]!;
  const law = { count, dim, mean };
  return count * dim * dim <= EXACT
    ? { ...law, covariance: exactCovariance(law, element) }
    : { ...law, covariance: await chunkedCovariance(law, element) };
}

type Shape = Pick<Moments, "count" | "dim">;

/** A centred element by row and column. */
type Element = (row: number, column: number) => number;

function exactCovariance({ count, dim }: Shape, element: Element) {
  const covariance = new Float64Array(dim * dim);
  const row = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < dim; j++) row[j] = element(i, j);
    for (let j = 0, at = 0; j < dim; j++, at = j * dim) {
      const factor = row[j]!;
      for (let k = 0; k <= j; k++) covariance[at + k]! += factor * row[k]!;
    }
  }
  for (let j = 0; j < dim; j++) {
    for (let k = 0; k <= j; k++) {
      covariance[j * dim + k]! /= count - 1;
      covariance[k * dim + j] = covariance[j * dim + k]!;
    }
  }
  return covariance;
}

async function chunkedCovariance({ count, dim }: Shape, element: Element) {
  const units = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < dim; j++) {
      const size = Math.abs(element(i, j));
      if (size > units[j]!) units[j] = size;
    }
  }
  for (let j = 0; j < dim; j++) {
    units[j] = 2 ** Math.floor(Math.log2(units[j]! || 1));
  }
  const product = compile(({ x }) => ({
    gram: tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, true, false),
  }));
  const covariance = new Float64Array(dim * dim);
  for (let start = 0; start < count; start += CHUNK) {
    const x = new Float32Array(CHUNK * dim);
    const end = Math.min(count, start + CHUNK);
    for (let i = start, at = 0; i < end; i++) {
      for (let j = 0; j < dim; j++) x[at++] = element(i, j) / units[j]!;
    }
    const { gram } = await product.run({ x: ndarray(x, [CHUNK, dim]) });
    const data = gram!.data;
    for (let i = 0; i < covariance.length; i++) covariance[i]! += data[i]!;
  }
  product.dispose();
  for (let j = 0; j < dim; j++) {
    for (let k = 0; k < dim; k++) {
      covariance[j * dim + k]! *= units[j]! * units[k]! / (count - 1);
    }
  }
  return covariance;
}
