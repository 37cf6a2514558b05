import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { addProducts } from "./_row_products.ts";
import { eachBlock } from "./blocks.ts";
import { symmetricEigenvalues } from "./eigen.ts";
import { frechetDistance } from "./frechet.ts";
import { moments } from "./moments.ts";
import { countOf, type PointSet, requireFinite } from "./rows.ts";

/** Multiplications up to which products are taken in float64. */
const EXACT = 1e8;

/**
 * Squared Fréchet distance between the normal laws of two sets of points.
 *
 * With fewer points than dimensions covariances are singular; then the trace of
 * the root comes from the centred points themselves, as the sum of the singular
 * values of their products over √((n − 1)·(m − 1)).
 *
 * Source: as `frechetDistance`; the trace term as a nuclear norm in Mathiasen
 * and Hvilshøj, "Backpropagating through Fréchet Inception Distance", 2020.
 *
 * @throws {RangeError} when a set has fewer than two points or one that is not
 * finite, or dimensions differ
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { frechetOfPoints } from "./frechet_points.ts";
 *
 * await useEngine("cpu");
 * const a = { data: Float32Array.of(0, 0, 2, 0), dim: 2 };
 * const b = { data: Float32Array.of(0, 1, 2, 1), dim: 2 };
 * console.assert(Math.abs(await frechetOfPoints(a, b) - 1) < 1e-9);
 * ```
 */
export async function frechetOfPoints(
  a: PointSet,
  b: PointSet,
): Promise<number> {
  const [n, m] = [countOf(a), countOf(b)];
  if (a.dim !== b.dim || Math.min(n, m) >= a.dim) {
    return frechetDistance(
      await moments(a.data, a.dim),
      await moments(b.data, b.dim),
    );
  }
  if (n > m) return await frechetOfPoints(b, a);
  if (n < 2) {
    throw new RangeError(
      `Cannot compare points: expected at least 2, got ${n}`,
    );
  }
  const [x, y] = [centredRows(a), centredRows(b)];
  let distance = (x.square / (n - 1)) + (y.square / (m - 1));
  for (let j = 0; j < a.dim; j++) distance += (x.mean[j]! - y.mean[j]!) ** 2;
  const products = await productsOf(x, y);
  const gram = Array.from(products, () => new Float64Array(n));
  addProducts(gram, products, transposed(products, m));
  const inner = new Float64Array(n * n);
  gram.forEach((row, i) => inner.set(row, i * n));
  const unit = (n - 1) * (m - 1);
  for (const value of symmetricEigenvalues(inner, n)) {
    distance -= 2 * Math.sqrt(Math.max(0, value) / unit);
  }
  return Math.max(0, distance);
}

interface CentredRows {
  readonly rows: readonly Float64Array[];
  readonly mean: Float64Array;
  /** Sum of squares of all elements. */
  readonly square: number;
}

function centredRows(points: PointSet): CentredRows {
  requireFinite(points, { task: "compare points", name: "points" });
  const { data, dim } = points;
  const count = countOf(points);
  const mean = new Float64Array(dim);
  for (let i = 0; i < data.length; i++) mean[i % dim]! += data[i]! / count;
  let square = 0;
  const rows = Array.from({ length: count }, (_, i) => {
    const row = new Float64Array(dim);
    for (let j = 0; j < dim; j++) {
      row[j] = data[i * dim + j]! - mean[j]!;
      square += row[j]! * row[j]!;
    }
    return row;
  });
  return { rows, mean, square };
}

/** Products of every row of `x` with every row of `y`, in a row each. */
async function productsOf(
  { rows: x }: CentredRows,
  { rows: y }: CentredRows,
): Promise<Float64Array[]> {
  const dim = x[0]!.length;
  const out = x.map(() => new Float64Array(y.length));
  if (x.length * y.length * dim <= EXACT) {
    addProducts(out, x, transposed(y, dim));
    return out;
  }
  const largest = Math.max(...x.map(greatest), ...y.map(greatest));
  const scale = 2 ** Math.floor(Math.log2(largest || 1));
  const flat = (rows: readonly Float64Array[]) => {
    const data = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => data.set(row.map((v) => v / scale), i * dim));
    return data;
  };
  await eachBlock({ data: flat(x), dim }, {
    body: ({ x, y }) => ({ products: tf.matMul(x!, y!, false, true) }),
    fixed: { y: ndarray(flat(y), [y.length, dim]) },
  }, ({ products }, start, rows) => {
    for (let i = 0; i < rows; i++) {
      const row = products!.data.subarray(i * y.length, (i + 1) * y.length);
      out[start + i]!.set(Float64Array.from(row, (v) => v * scale * scale));
    }
  });
  return out;
}

function greatest(row: Float64Array): number {
  return row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function transposed(
  rows: readonly Float64Array[],
  width: number,
): Float64Array[] {
  return Array.from(
    { length: width },
    (_, j) => Float64Array.from(rows, (row) => row[j]!),
  );
}
