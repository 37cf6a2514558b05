import { EngineProduct, exactProduct } from "./_covariance_product.ts";
import { leadingEigen } from "./leading_eigen.ts";
import { requireFinite } from "./rows.ts";

/** Multiplications in a product up to which all is computed in float64. */
const EXACT = 2e6;
/** Residual over the greatest variance at which a direction is found. */
const ACCURACY = { exact: 1e-10, engine: 1e-7 };
/** Variance over the greatest that is rounding. */
const ROUNDING = { exact: 1e-13, engine: 1e-7 };

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
 * The leading principal components of rows, from products with their
 * covariance, which is never made: the cost grows with the number of elements
 * times `count`.
 *
 * Products with many rows are taken by the tensor engine in float32: variances
 * are exact to about 1e-8 of the largest.
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
  requireFinite({ data: rows, dim }, {
    task: "find principal components",
    name: "rows",
  });
  const { mean, unit, total, centred } = centre(rows, dim, options);
  const precision = n * dim * count <= EXACT ? "exact" : "engine";
  using product = precision === "exact"
    ? undefined
    : new EngineProduct(centred, count);
  const { values, vectors } = await leadingEigen(
    product?.multiply ?? exactProduct(centred),
    { dim, count, accuracy: ACCURACY[precision] },
  );
  const least = ROUNDING[precision] * values[0]!;
  return {
    mean,
    variances: values.map((value) => value > least ? value * unit * unit : 0),
    directions: vectors.map((vector, i) =>
      values[i]! > least ? vector : new Float64Array(dim)
    ),
    total,
  };
}

/** Rows less their mean over a power of two, so that squares stay in range. */
function centre(
  rows: Float32Array | Uint8Array,
  dim: number,
  { scale = 1, shift = 0 }: Parameters<typeof principalComponents>[2],
) {
  const count = rows.length / dim;
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < rows.length; i++) {
    mean[j]! += rows[i]!;
    if (++j === dim) j = 0;
  }
  for (let j = 0; j < dim; j++) mean[j] = mean[j]! / count * scale + shift;
  let [largest, squares] = [0, 0];
  for (let i = 0, j = 0; i < rows.length; i++) {
    const size = Math.abs(rows[i]! * scale + shift - mean[j]!);
    if (size > largest) largest = size;
    squares += size * size;
    if (++j === dim) j = 0;
  }
  const unit = 2 ** Math.floor(Math.log2(largest || 1));
  const write = (into: Float32Array | Float64Array, at: number, i: number) => {
    for (let j = 0; j < dim; j++) {
      into[at + j] = (rows[i * dim + j]! * scale + shift - mean[j]!) / unit;
    }
  };
  return {
    mean,
    unit,
    total: squares / (count - 1),
    centred: { count, dim, write },
  };
}
