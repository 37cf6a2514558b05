import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import type { TensorFunction } from "../tensor/tensors.ts";
import { cholesky } from "./cholesky.ts";
import { countOf, type PointSet } from "./rows.ts";

/** Numbers of images that are in memory as floats at once. */
const CHUNK = 1 << 21;

/** Images as bytes, one row an image. */
export interface ByteRows {
  /** `[count, size]`, 0 … 255, read as numbers in [0, 1]. */
  readonly pixels: Uint8Array;
  /** Numbers of an image. */
  readonly size: number;
}

/** An affine map from codes to images in [0, 1]. */
export interface LinearDecoder {
  /** Length of a code. */
  readonly dim: number;
  /** Numbers of an image. */
  readonly size: number;
  /** `[dim, size]`. */
  readonly kernel: Float32Array;
  /** `[size]`. */
  readonly bias: Float32Array;
}

/**
 * Fits the affine map from codes to images with the least squared error plus
 * `ridge` times its squared coefficients, by the normal equations.
 *
 * Source: Hoerl and Kennard, "Ridge regression", 1970.
 *
 * @param codes `[count, dim]`, of a scale near 1
 * @param images As many, in the same order
 * @param options `ridge`, default 1: negligible beside thousands of codes of
 * unit variance, and enough that few codes of many dimensions do not overfit
 * without bound
 * @throws {RangeError} when there are not as many codes as images, or none
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { fitLinearDecoder } from "./linear_decoder.ts";
 *
 * await useEngine("cpu");
 * const { kernel, bias } = await fitLinearDecoder(
 *   { data: Float32Array.of(-1, 0, 1), dim: 1 },
 *   { pixels: Uint8Array.of(0, 51, 102), size: 1 },
 *   { ridge: 0 },
 * );
 * console.assert(Math.abs(kernel[0]! - 0.2) < 1e-6);
 * console.assert(Math.abs(bias[0]! - 0.2) < 1e-6);
 * ```
 */
export async function fitLinearDecoder(
  codes: PointSet,
  images: ByteRows,
  options: { readonly ridge?: number } = {},
): Promise<LinearDecoder> {
  const { ridge = 1 } = options;
  const { dim } = codes;
  const { size } = images;
  const centre = meanOf(codes.data, dim, 1);
  const brightness = meanOf(images.pixels, size, 1 / 255);
  const gram = new Float64Array(dim * dim);
  const cross = new Float64Array(dim * size);
  await eachPart(codes, images, {
    body: ({ codes, pixels, isRow, centre, brightness }) => {
      const c = tf.mul(tf.sub(codes!, centre!), isRow!);
      const x = tf.sub(tf.div(pixels!, 255), brightness!);
      return {
        gram: tf.matMul(c, c, true, false),
        cross: tf.matMul(c, x, true, false),
      };
    },
    fixed: {
      centre: ndarray(Float32Array.from(centre), [dim]),
      brightness: ndarray(Float32Array.from(brightness), [size]),
    },
  }, (found) => {
    addTo(gram, found.gram!.data);
    addTo(cross, found.cross!.data);
  });
  for (let i = 0; i < dim; i++) gram[i * dim + i]! += ridge;
  solveInPlace(cholesky(gram, dim), cross, size);
  const bias = Float32Array.from(brightness, (mean, pixel) => {
    let sum = mean;
    for (let j = 0; j < dim; j++) sum -= centre[j]! * cross[j * size + pixel]!;
    return sum;
  });
  return { dim, size, kernel: Float32Array.from(cross), bias };
}

/**
 * Mean squared error a number, on [0, 1], of every image that a linear decoder
 * makes of its code; what it makes is not clipped.
 *
 * @param codes `[count, dim]`
 * @param images As many, in the same order
 * @throws {RangeError} when there are not as many codes as images, or none
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { decodingErrors } from "./linear_decoder.ts";
 *
 * await useEngine("cpu");
 * const errors = await decodingErrors(
 *   { dim: 1, size: 1, kernel: Float32Array.of(1), bias: Float32Array.of(0) },
 *   { data: Float32Array.of(0.5, 1), dim: 1 },
 *   { pixels: Uint8Array.of(0, 255), size: 1 },
 * );
 * console.assert(errors.join() === "0.25,0");
 * ```
 */
export async function decodingErrors(
  decoder: LinearDecoder,
  codes: PointSet,
  images: ByteRows,
): Promise<Float64Array> {
  const { dim, size } = decoder;
  const errors = new Float64Array(countOf(codes));
  await eachPart(codes, images, {
    body: ({ codes, pixels, kernel, bias }) => {
      const made = tf.add(tf.matMul(codes!, kernel!), bias!);
      const square = tf.squaredDifference(made, tf.div(pixels!, 255));
      return { errors: tf.mean(square, 1) };
    },
    fixed: {
      kernel: ndarray(decoder.kernel, [dim, size]),
      bias: ndarray(decoder.bias, [size]),
    },
  }, (found, start, rows) => {
    errors.set(found.errors!.data.subarray(0, rows), start);
  });
  return errors;
}

/**
 * Computes a function of `codes` `[rows, dim]`, `pixels` `[rows, size]` and
 * `isRow` `[rows, 1]`, 0 where the last part is filled up.
 */
async function eachPart(
  codes: PointSet,
  { pixels, size }: ByteRows,
  { body, fixed }: { readonly body: TensorFunction; readonly fixed: Arrays },
  visit: (outputs: Arrays, start: number, rows: number) => void,
): Promise<void> {
  const { data, dim } = codes;
  const count = countOf(codes);
  if (count < 1 || pixels.length !== count * size) {
    throw new RangeError(
      `Cannot compare codes with images: expected one image of ${size} numbers a code, got ${
        pixels.length / size
      } images and ${count} codes`,
    );
  }
  const most = Math.min(count, Math.max(1, Math.floor(CHUNK / size)));
  const compiled = compile(body, fixed);
  for (let start = 0; start < count; start += most) {
    const end = Math.min(count, start + most);
    const part = {
      codes: new Float32Array(most * dim),
      pixels: new Uint8Array(most * size),
      isRow: new Float32Array(most).fill(1, 0, end - start),
    };
    part.codes.set(data.subarray(start * dim, end * dim));
    part.pixels.set(pixels.subarray(start * size, end * size));
    const outputs = await compiled.run({
      codes: ndarray(part.codes, [most, dim]),
      pixels: ndarray(part.pixels, [most, size]),
      isRow: ndarray(part.isRow, [most, 1]),
    });
    visit(outputs, start, end - start);
  }
  compiled.dispose();
}

/** Mean of every column. */
function meanOf(
  rows: Float32Array | Uint8Array,
  dim: number,
  scale: number,
): Float64Array {
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < rows.length; i++) {
    mean[j]! += rows[i]!;
    if (++j === dim) j = 0;
  }
  return mean.map((sum) => sum * scale * dim / rows.length);
}

function addTo(sums: Float64Array, part: ArrayLike<number>): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += part[i]!;
}

/** Solves L·Lᵀ·X = B for `size` columns at once; B becomes X. */
function solveInPlace(
  lower: Float64Array,
  b: Float64Array,
  size: number,
): void {
  const dim = b.length / size;
  const row = (i: number) => b.subarray(i * size, (i + 1) * size);
  const eliminate = (i: number, k: number, factor: number) => {
    const [to, from] = [row(i), row(k)];
    for (let j = 0; j < size; j++) to[j]! -= factor * from[j]!;
  };
  const divide = (i: number) => {
    const to = row(i);
    for (let j = 0; j < size; j++) to[j]! /= lower[i * dim + i]!;
  };
  for (let i = 0; i < dim; i++) {
    for (let k = 0; k < i; k++) eliminate(i, k, lower[i * dim + k]!);
    divide(i);
  }
  for (let i = dim - 1; i >= 0; i--) {
    for (let k = i + 1; k < dim; k++) eliminate(i, k, lower[k * dim + i]!);
    divide(i);
  }
}
