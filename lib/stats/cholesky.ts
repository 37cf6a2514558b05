import { requireFinite } from "./rows.ts";

/**
 * Lower triangular L with L·Lᵀ equal to a symmetric positive definite matrix.
 *
 * @param matrix `[dim, dim]`, row-major; its lower triangle is read
 * @throws {RangeError} when it is not positive definite, or an element
 * is not finite
 *
 * @example
 * ```ts
 * import { cholesky } from "./cholesky.ts";
 *
 * const l = cholesky(Float64Array.of(4, 2, 2, 5), 2);
 * console.assert(l[0] === 2 && l[2] === 1 && l[3] === 2);
 * ```
 */
export function cholesky(matrix: Float64Array, dim: number): Float64Array {
  requireFinite({ data: matrix, dim }, { task: "factor", name: "matrix" });
  const lower = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * dim + j]!;
      for (let k = 0; k < j; k++) {
        sum -= lower[i * dim + k]! * lower[j * dim + k]!;
      }
      if (i !== j) lower[i * dim + j] = sum / lower[j * dim + j]!;
      else if (sum > 0) lower[i * dim + i] = Math.sqrt(sum);
      else {
        throw new RangeError(
          `Cannot factor a matrix: it is not positive definite at row ${i}`,
        );
      }
    }
  }
  return lower;
}

/**
 * A matrix R with R·Rᵀ equal to a symmetric positive semidefinite matrix, by
 * Cholesky's method with diagonal pivoting: the largest remaining diagonal
 * element comes next, and what is left at the level of rounding is dropped.
 *
 * Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2002,
 * section 10.3.
 *
 * @param matrix `[dim, dim]`, row-major
 * @throws {RangeError} when an element is not finite
 * @returns The rows of R without the zeros at their ends
 *
 * @example
 * ```ts
 * import { semidefiniteFactor } from "./cholesky.ts";
 *
 * const rows = semidefiniteFactor(Float64Array.of(1, 2, 2, 4), 2);
 * console.assert(rows[0]?.join() === "1" && rows[1]?.join() === "2");
 * ```
 */
export function semidefiniteFactor(
  matrix: Float64Array,
  dim: number,
): Float64Array[] {
  requireFinite({ data: matrix, dim }, { task: "factor", name: "matrix" });
  const rest = Float64Array.from(
    { length: dim },
    (_, i) => matrix[i * dim + i]!,
  );
  const rows = Array.from(rest, () => new Float64Array(dim));
  const lengths = new Int32Array(dim).fill(-1);
  const negligible = dim * Number.EPSILON * Math.max(0, ...rest);
  let rank = 0;
  for (; rank < dim; rank++) {
    let pivot = -1;
    for (let i = 0; i < dim; i++) {
      const isNext = lengths[i]! < 0 && (pivot < 0 || rest[i]! > rest[pivot]!);
      if (isNext) pivot = i;
    }
    if (!(rest[pivot]! > negligible)) break;
    const pivotRow = rows[pivot]!;
    const root = Math.sqrt(rest[pivot]!);
    lengths[pivot] = rank + 1;
    pivotRow[rank] = root;
    for (let i = 0; i < dim; i++) {
      if (lengths[i]! >= 0) continue;
      const row = rows[i]!;
      let sum = matrix[i * dim + pivot]!;
      for (let k = 0; k < rank; k++) sum -= row[k]! * pivotRow[k]!;
      const element = sum / root;
      row[rank] = element;
      rest[i]! -= element * element;
    }
  }
  return rows.map((row, i) =>
    row.subarray(0, lengths[i]! < 0 ? rank : lengths[i]!)
  );
}

/**
 * Solves L·x = b in place for a lower triangular L.
 *
 * @example
 * ```ts
 * import { solveLower } from "./cholesky.ts";
 *
 * const x = solveLower(Float64Array.of(2, 0, 1, 2), Float64Array.of(4, 6));
 * console.assert(x[0] === 2 && x[1] === 2);
 * ```
 */
export function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const dim = b.length;
  for (let i = 0; i < dim; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * dim + k]! * b[k]!;
    b[i] = sum / lower[i * dim + i]!;
  }
  return b;
}
