import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import { leadingEigen } from "./leading_eigen.ts";
import { moments } from "./moments.ts";

/** Elements of centred rows that are in memory as floats at once. */
const CHUNK = 1 << 22;

/** Variance over the greatest that products in float32 cannot tell from none. */
const UNTOLD = 1e-6;

/** The directions in which rows vary most. */
export interface Components {
  /** `[dim]`. */
  readonly mean: Float64Array;
  /** Variance along each direction, divided by count − 1, the largest first. */
  readonly variances: Float64Array;
  /** Directions of unit length, `[dim]` each; zero where no variance is left. */
  readonly directions: readonly Float64Array[];
  /** Variance along all directions, kept or not. */
  readonly total: number;
}

/**
 * The leading principal components of rows: from their covariance, or from
 * their inner products where there are fewer rows than columns, so that the
 * cost grows with the lesser of the two.
 *
 * Products are taken in float32: variances are exact to about 1e-7 of the
 * largest.
 *
 * Source: Bishop, "Pattern Recognition and Machine Learning", section 12.1.4.
 *
 * @param rows `[count, dim]`, row-major
 * @param dim Number of columns
 * @param options `count` of components; `scale` and `shift`: each element
 * becomes `x · scale + shift`
 * @throws {RangeError} when there are fewer than `count` + 1 rows or `count`
 * columns
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { principalComponents } from "./principal_components.ts";
 *
 * await useEngine("cpu");
 * const rows = Float32Array.of(0, 0, 3, 4, 6, 8);
 * const { variances, directions } = await principalComponents(rows, 2, {
 *   count: 1,
 * });
 * console.assert(Math.abs(variances[0]! - 25) < 1e-4);
 * console.assert(Math.abs(Math.abs(directions[0]![1]!) - 0.8) < 1e-6);
 * ```
 */
export async function principalComponents(
  rows: Float32Array | Uint8Array,
  dim: number,
  options: {
    readonly count: number;
    readonly scale?: number;
    readonly shift?: number;
  },
): Promise<Components> {
  const { count } = options;
  const n = rows.length / dim;
  if (!(count <= dim && count < n)) {
    throw new RangeError(
      `Cannot find ${count} principal components: expected more than ${count} rows of at least ${count} numbers, got ${n} of ${dim}`,
    );
  }
  return n < dim
    ? await fromProducts(rows, dim, options)
    : await fromCovariance(rows, dim, options);
}

type Options = Parameters<typeof principalComponents>[2];

async function fromCovariance(
  rows: Float32Array | Uint8Array,
  dim: number,
  options: Options,
): Promise<Components> {
  const { mean, covariance } = await moments(rows, dim, options);
  const { values, vectors } = leadingEigen(covariance, {
    dim,
    count: options.count,
  });
  return {
    mean,
    variances: values.slice(0, options.count),
    directions: vectors.slice(0, options.count),
    total: traceOf(covariance, dim),
  };
}

/** With X·Xᵀ·u = λ·u, Xᵀ·u is a direction of the same λ. */
async function fromProducts(
  rows: Float32Array | Uint8Array,
  dim: number,
  options: Options,
): Promise<Components> {
  const { count, scale = 1, shift = 0 } = options;
  const n = rows.length / dim;
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < rows.length; i++) {
    mean[j]! += rows[i]!;
    if (++j === dim) j = 0;
  }
  for (let j = 0; j < dim; j++) mean[j] = mean[j]! / n * scale + shift;
  const wide = Math.min(dim, Math.max(1, Math.floor(CHUNK / n)));
  const product = compile(({ x }) => ({
    gram: tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true),
  }));
  const gram = new Float64Array(n * n);
  for (let start = 0; start < dim; start += wide) {
    const x = new Float32Array(n * wide);
    const end = Math.min(dim, start + wide);
    for (let i = 0; i < n; i++) {
      for (let j = start; j < end; j++) {
        x[i * wide + j - start] = rows[i * dim + j]! * scale + shift - mean[j]!;
      }
    }
    const { data } = (await product.run({ x: ndarray(x, [n, wide]) })).gram!;
    for (let i = 0; i < gram.length; i++) gram[i]! += data[i]! / (n - 1);
  }
  product.dispose();
  const { values, vectors } = leadingEigen(gram, { dim: n, count });
  const directions = vectors.slice(0, count).map((vector, at) => {
    const direction = new Float64Array(dim);
    if (!(values[at]! > UNTOLD * values[0]!)) return direction;
    for (let i = 0; i < n; i++) {
      const share = vector[i]!;
      for (let j = 0; j < dim; j++) {
        direction[j]! += share *
          (rows[i * dim + j]! * scale + shift - mean[j]!);
      }
    }
    const length = norm(direction);
    return direction.map((value) => value / length);
  });
  return {
    mean,
    variances: values.slice(0, count),
    directions,
    total: traceOf(gram, n),
  };
}

function traceOf(matrix: Float64Array, dim: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += matrix[i * dim + i]!;
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
