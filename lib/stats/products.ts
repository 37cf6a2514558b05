import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile, type Compiled } from "../tensor/compile.ts";
import { countOf, type PointSet } from "./rows.ts";

/** Rows of the left set taken at once; bounds memory at CHUNK × right rows. */
const CHUNK = 500;

/**
 * Visits a·bᵀ in blocks of rows of `a`, computed by the tensor engine.
 *
 * @param visit Receives the index of the block's first row, and the products
 * `[rows, count of b]`
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { eachProduct } from "./products.ts";
 *
 * await useEngine("cpu");
 * const a = { data: Float32Array.of(1, 2, 3, 4), dim: 2 };
 * const b = { data: Float32Array.of(1, 1), dim: 2 };
 * await eachProduct(a, b, (start, products) => {
 *   console.assert(start === 0 && products.join() === "3,7");
 * });
 * ```
 */
export async function eachProduct(
  a: PointSet,
  b: PointSet,
  visit: (start: number, products: Float32Array, rows: number) => void,
): Promise<void> {
  const { dim } = a;
  const count = countOf(a);
  const other = countOf(b);
  const rows = Math.min(CHUNK, count);
  const product: Compiled = compile(({ x, y }) => ({
    z: tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, false, true),
  }));
  const y = ndarray(b.data, [other, dim]);
  for (let start = 0; start < count; start += rows) {
    const kept = Math.min(rows, count - start);
    const block = new Float32Array(rows * dim);
    block.set(a.data.subarray(start * dim, (start + kept) * dim));
    const { z } = await product.run({ x: ndarray(block, [rows, dim]), y });
    visit(start, (z!.data as Float32Array).subarray(0, kept * other), kept);
  }
  product.dispose();
}

/**
 * Squared Euclidean length of every row.
 *
 * @example
 * ```ts
 * import { squaredNorms } from "./products.ts";
 *
 * const points = { data: Float32Array.of(3, 4, 0, 1), dim: 2 };
 * console.assert(squaredNorms(points).join() === "25,1");
 * ```
 */
export function squaredNorms({ data, dim }: PointSet): Float64Array {
  const norms = new Float64Array(data.length / dim);
  for (let i = 0; i < norms.length; i++) {
    let sum = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) sum += data[j]! * data[j]!;
    norms[i] = sum;
  }
  return norms;
}

/**
 * The points moved by the mean of the first set, where products lose less.
 *
 * @example
 * ```ts
 * import { centred } from "./products.ts";
 *
 * const [a, b] = centred(
 *   { data: Float32Array.of(1, 3), dim: 1 },
 *   { data: Float32Array.of(5), dim: 1 },
 * );
 * console.assert(a.data.join() === "-1,1" && b.data[0] === 3);
 * ```
 */
export function centred(
  a: PointSet,
  b: PointSet,
): readonly [PointSet, PointSet] {
  const { dim } = a;
  const mean = new Float64Array(dim);
  for (let i = 0; i < a.data.length; i++) mean[i % dim]! += a.data[i]!;
  for (let j = 0; j < dim; j++) mean[j]! /= countOf(a);
  const move = ({ data }: PointSet): PointSet => ({
    data: data.map((value, i) => value - mean[i % dim]!),
    dim,
  });
  return [move(a), move(b)];
}
