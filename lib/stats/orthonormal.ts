import { type PointSet, requireFinite } from "./rows.ts";

/** Uncorrelated columns that span those of some rows. */
export interface Orthonormal {
  /** Number of columns: the rank of the centred rows. */
  readonly rank: number;
  /** `[count, rank]`, row-major; columns of zero mean and unit variance. */
  readonly data: Float32Array;
}

/** Rounding errors of float32 up to which a column counts as the sum of others. */
const SLACK = 8;
const FLOAT32_EPSILON = 2 ** -23;

/**
 * Uncorrelated columns of zero mean and unit variance that span the columns of
 * rows and the constants. What a column adds to the others counts only above
 * float32's rounding of its values, so that constant, repeated and dependent
 * columns add nothing; scales and offsets of columns do not matter.
 *
 * Gram and Schmidt's method on standardised columns in float64, the one with
 * the largest rest first, each cleared of the found ones twice.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 2013, sections 5.2 and
 * 5.4.2; Giraud et al. 2005 for "twice is enough".
 *
 * @param points At least one row
 * @throws {RangeError} when there are no rows, or an element is not finite
 *
 * @example
 * ```ts
 * import { orthonormal } from "./orthonormal.ts";
 *
 * // The second column repeats the first, the third is constant.
 * const data = Float32Array.of(1, 2, 5, 3, 6, 5, 5, 10, 5);
 * const { rank, data: columns } = orthonormal({ data, dim: 3 });
 * console.assert(rank === 1 && Math.abs(Math.abs(columns[0]!) - 1) < 1e-6);
 * ```
 */
export function orthonormal(points: PointSet): Orthonormal {
  requireFinite(points, { task: "orthogonalise columns", name: "rows" });
  const count = points.data.length / points.dim;
  if (count < 1) {
    throw new RangeError("Cannot orthogonalise columns: expected some rows");
  }
  const found: Float64Array[] = [];
  let rests = standardColumns(points);
  while (found.length < count - 1) {
    rests = rests.filter(({ square, least }) => square > least);
    const next = largest(rests);
    if (next === undefined) break;
    rests = rests.filter((rest) => rest !== next);
    const { column } = next;
    for (const other of found) clear(column, other);
    scale(column, 1 / Math.sqrt(dot(column, column)));
    found.push(column);
    for (const rest of rests) {
      clear(rest.column, column);
      rest.square = dot(rest.column, rest.column);
    }
  }
  const rank = found.length;
  const data = new Float32Array(count * rank);
  const size = Math.sqrt(count - 1);
  found.forEach((column, j) => {
    for (let i = 0; i < count; i++) data[i * rank + j] = size * column[i]!;
  });
  return { rank, data };
}

interface Rest {
  /** What is left of a column, in units of the length it had. */
  readonly column: Float64Array;
  /** Its squared length. */
  square: number;
  /** Squared length that rounding of the column's values alone may leave. */
  readonly least: number;
}

/** Centred columns of unit length. Constant ones are left out. */
function standardColumns({ data, dim }: PointSet): Rest[] {
  const count = data.length / dim;
  const columns: Rest[] = [];
  for (let j = 0; j < dim; j++) {
    const column = Float64Array.from(
      { length: count },
      (_, i) => data[i * dim + j]!,
    );
    if (column.every((value) => value === column[0])) continue;
    const size = Math.sqrt(dot(column, column));
    let sum = 0;
    for (const value of column) sum += value;
    for (let i = 0; i < count; i++) column[i]! -= sum / count;
    const length = Math.sqrt(dot(column, column));
    scale(column, 1 / length);
    const least = (SLACK * FLOAT32_EPSILON * size / length) ** 2;
    columns.push({ column, square: 1, least });
  }
  return columns;
}

function largest(rests: readonly Rest[]): Rest | undefined {
  let best: Rest | undefined;
  for (const rest of rests) {
    if (best === undefined || rest.square > best.square) best = rest;
  }
  return best;
}

/** Takes from `column` what lies along `unit`. */
function clear(column: Float64Array, unit: Float64Array): void {
  const along = dot(column, unit);
  for (let i = 0; i < column.length; i++) column[i]! -= along * unit[i]!;
}

function scale(column: Float64Array, by: number): void {
  for (let i = 0; i < column.length; i++) column[i]! *= by;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
