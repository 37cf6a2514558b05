/**
 * Lower triangular L with L·Lᵀ equal to a symmetric positive definite matrix.
 *
 * @param matrix `[dim, dim]`, row-major; its lower triangle is read
 * @throws {RangeError} when it is not positive definite
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
