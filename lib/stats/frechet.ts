import { symmetricEigen } from "./eigen.ts";
import type { Moments } from "./moments.ts";

/**
 * Squared Fréchet distance between two normal laws,
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁^½ Σ₂ Σ₁^½)^½).
 *
 * The root is taken by symmetric eigendecompositions with negative eigenvalues
 * set to zero, so singular covariances are fine.
 *
 * Source: Dowson and Landau 1982; Heusel et al., NeurIPS 2017, for images.
 *
 * @throws {RangeError} when the dimensions differ
 *
 * @example
 * ```ts
 * import { frechetDistance } from "./frechet.ts";
 *
 * const a = { mean: Float64Array.of(0), covariance: Float64Array.of(4) };
 * const b = { mean: Float64Array.of(3), covariance: Float64Array.of(1) };
 * const law = { count: 9, dim: 1 };
 * const d = frechetDistance({ ...law, ...a }, { ...law, ...b });
 * console.assert(Math.abs(d - 10) < 1e-9);
 * ```
 */
export function frechetDistance(a: Moments, b: Moments): number {
  const { dim } = a;
  if (b.dim !== dim) {
    throw new RangeError(
      `Cannot compare moments: expected dimension ${dim}, got ${b.dim}`,
    );
  }
  let distance = 0;
  for (let i = 0; i < dim; i++) {
    distance += (a.mean[i]! - b.mean[i]!) ** 2 +
      a.covariance[i * dim + i]! + b.covariance[i * dim + i]!;
  }
  const root = squareRoot(a.covariance, dim);
  const inner = product(product(root, b.covariance, dim), root, dim);
  for (const value of symmetricEigen(inner, dim).values) {
    distance -= 2 * Math.sqrt(Math.max(0, value));
  }
  return distance;
}

function squareRoot(matrix: Float64Array, dim: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, dim);
  const root = new Float64Array(dim * dim);
  for (const [k, vector] of vectors.entries()) {
    const scale = Math.sqrt(Math.max(0, values[k]!));
    if (scale === 0) continue;
    for (let i = 0; i < dim; i++) {
      const scaled = scale * vector[i]!;
      for (let j = 0; j < dim; j++) root[i * dim + j]! += scaled * vector[j]!;
    }
  }
  return root;
}

function product(a: Float64Array, b: Float64Array, dim: number): Float64Array {
  const out = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let k = 0; k < dim; k++) {
      const scale = a[i * dim + k]!;
      for (let j = 0; j < dim; j++) {
        out[i * dim + j]! += scale * b[k * dim + j]!;
      }
    }
  }
  return out;
}
