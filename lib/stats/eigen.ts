import { tridiagonalise } from "./_tridiagonal.ts";
import { tridiagonalQl } from "./_tridiagonal_ql.ts";

/**
 * Eigenvalues of a symmetric matrix, the largest first: Householder's reduction
 * to tridiagonal form, then QL sweeps. Errors are of the size of rounding of the
 * largest.
 *
 * Source: Golub and Van Loan, "Matrix Computations", 2013, chapter 8; LAPACK's
 * `dsyev`.
 *
 * @param matrix `[dim, dim]`, row-major; its lower triangle is read
 * @throws {RangeError} when its size is another, an element is not finite, or
 * an eigenvalue is not found
 *
 * @example
 * ```ts
 * import { symmetricEigenvalues } from "./eigen.ts";
 *
 * const [first, second] = symmetricEigenvalues(Float64Array.of(2, 1, 1, 2), 2);
 * console.assert(Math.abs(first! - 3) < 1e-12);
 * console.assert(Math.abs(second! - 1) < 1e-12);
 * ```
 */
export function symmetricEigenvalues(
  matrix: Float64Array,
  dim: number,
): Float64Array {
  const { rows, scale } = lowerTriangle(matrix, dim);
  const { diagonal, beside } = tridiagonalise(rows);
  tridiagonalQl(diagonal, beside);
  return diagonal.sort().reverse().map((value) => value * scale);
}

/** Rows of the lower triangle over a power of two near the largest element. */
function lowerTriangle(matrix: Float64Array, dim: number) {
  if (matrix.length !== dim * dim) {
    throw new RangeError(
      `Cannot find eigenvalues: expected ${
        dim * dim
      } elements for dimension ${dim}, got ${matrix.length}`,
    );
  }
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) {
    const size = Math.abs(matrix[i]!);
    if (!(size < Infinity)) {
      throw new RangeError(
        `Cannot find eigenvalues: element [${Math.floor(i / dim)}, ${
          i % dim
        }] is ${matrix[i]}`,
      );
    }
    if (size > largest) largest = size;
  }
  const scale = 2 ** Math.floor(Math.log2(largest || 1));
  const rows = Array.from({ length: dim }, (_, i) => {
    const row = matrix.slice(i * dim, i * dim + i + 1);
    for (let j = 0; j <= i; j++) row[j]! /= scale;
    return row;
  });
  return { rows, scale };
}
