import { type Arrays, ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import type { TensorFunction } from "../tensor/tensors.ts";
import { countOf, type PointSet } from "./rows.ts";

/** Points taken at once; bounds memory at ROWS × points of another set. */
const ROWS = 500;

/** What to compute on every block of points. */
export interface BlockFunction {
  /**
   * Takes `x`, `[rows, dim]`, the columns by name as `[rows, 1]`, and what is
   * fixed. The last block is filled up with zero points.
   */
  readonly body: TensorFunction;
  /** One number a point, by name. */
  readonly columns?: Readonly<Record<string, Float32Array>>;
  /** What a column has at the points that fill up the last block. */
  readonly filler?: number;
  /** Inputs that are the same for every block, such as another set. */
  readonly fixed?: Arrays;
}

/**
 * Computes a function of blocks of points with the tensor engine.
 *
 * @param visit Receives the outputs of each block, the index of its first
 * point, and the number of points that are not fillers
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../tensor/mod.ts";
 * import { eachBlock } from "./blocks.ts";
 *
 * await useEngine("cpu");
 * const points = { data: Float32Array.of(1, 2, 3, 4), dim: 2 };
 * const body = ({ x }: { readonly x?: tf.Tensor }) => ({ sums: tf.sum(x!, 1) });
 * await eachBlock(points, { body }, ({ sums }, start, rows) => {
 *   console.assert(start === 0 && rows === 2 && sums?.data.join() === "3,7");
 * });
 * ```
 */
export async function eachBlock(
  points: PointSet,
  { body, columns = {}, filler = 0, fixed = {} }: BlockFunction,
  visit: (outputs: Arrays, start: number, rows: number) => void,
): Promise<void> {
  const { data, dim } = points;
  const count = countOf(points);
  const rows = Math.min(ROWS, count);
  const compiled = compile(body, fixed);
  for (let start = 0; start < count; start += rows) {
    const end = Math.min(count, start + rows);
    const x = new Float32Array(rows * dim);
    x.set(data.subarray(start * dim, end * dim));
    const inputs: Record<string, Arrays[string]> = {
      x: ndarray(x, [rows, dim]),
    };
    for (const [name, column] of Object.entries(columns)) {
      const part = new Float32Array(rows).fill(filler);
      part.set(column.subarray(start, end));
      inputs[name] = ndarray(part, [rows, 1]);
    }
    visit(await compiled.run(inputs), start, end - start);
  }
  compiled.dispose();
}

/**
 * Squared Euclidean length of every row.
 *
 * @example
 * ```ts
 * import { squaredNorms } from "./blocks.ts";
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
 * import { centred } from "./blocks.ts";
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
