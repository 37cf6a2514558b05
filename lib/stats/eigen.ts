import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Eigenvalues and eigenvectors of a symmetric matrix, largest first. */
export interface Eigen {
  /** Eigenvalues, the largest first. */
  readonly values: Float64Array;
  /** Eigenvector `i` is row `i` of this `[dim, dim]` array. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigendecomposition of a symmetric matrix.
 *
 * @param matrix `[dim, dim]`, row-major
 *
 * @example
 * ```ts
 * import { symmetricEigen } from "./eigen.ts";
 *
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * console.assert(Math.abs(values[0]! - 3) < 1e-12);
 * console.assert(Math.abs(values[1]! - 1) < 1e-12);
 * ```
 */
export function symmetricEigen(matrix: Float64Array, dim: number): Eigen {
  const found = new EigenvalueDecomposition(
    Matrix.from1DArray(dim, dim, matrix as never),
    { assumeSymmetric: true },
  );
  const order = [...found.realEigenvalues.keys()].sort((a, b) =>
    found.realEigenvalues[b]! - found.realEigenvalues[a]!
  );
  const vectors = found.eigenvectorMatrix;
  return {
    values: Float64Array.from(order, (i) => found.realEigenvalues[i]!),
    vectors: order.map((i) => Float64Array.from(vectors.getColumn(i))),
  };
}
