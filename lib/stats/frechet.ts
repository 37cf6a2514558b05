import { semidefiniteFactor } from "./cholesky.ts";
import { symmetricEigenvalues } from "./eigen.ts";
import type { Moments } from "./moments.ts";
import { requireFinite } from "./rows.ts";

/**
 * Squared Fréchet distance between two normal laws,
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁^½ Σ₂ Σ₁^½)^½).
 *
 * With Σ₁ = R·Rᵀ the trace of the root is that of (RᵀΣ₂R)^½, the sum of the
 * roots of its eigenvalues. R is a Cholesky factor with pivoting, and negative
 * eigenvalues count as zero, so singular covariances are fine.
 *
 * Source: Dowson and Landau 1982; Heusel et al., NeurIPS 2017, for images.
 *
 * @throws {RangeError} when the dimensions differ, or a moment is not finite
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
  for (const [law, name] of [[a, "first"], [b, "second"]] as const) {
    const task = "compare moments";
    requireFinite({ data: law.mean, dim }, { task, name: `${name} mean` });
    requireFinite({ data: law.covariance, dim }, {
      task,
      name: `${name} covariance`,
    });
  }
  let distance = 0;
  for (let i = 0; i < dim; i++) {
    distance += (a.mean[i]! - b.mean[i]!) ** 2 +
      a.covariance[i * dim + i]! + b.covariance[i * dim + i]!;
  }
  const inner = congruent(b.covariance, semidefiniteFactor(a.covariance, dim));
  for (const value of symmetricEigenvalues(inner, dim)) {
    distance -= 2 * Math.sqrt(Math.max(0, value));
  }
  return Math.max(0, distance);
}

/** RᵀΣR for a symmetric Σ and the rows of R; what a row lacks is zero. */
function congruent(
  matrix: Float64Array,
  rows: readonly Float64Array[],
): Float64Array {
  const dim = rows.length;
  const out = new Float64Array(dim * dim);
  const product = new Float64Array(dim);
  for (const [i, row] of rows.entries()) {
    product.fill(0);
    for (const [j, other] of rows.entries()) {
      addScaled(product, other, matrix[i * dim + j]!);
    }
    for (let k = 0; k < row.length; k++) {
      addScaled(out.subarray(k * dim, k * dim + k + 1), product, row[k]!);
    }
  }
  for (let k = 0; k < dim; k++) {
    for (let l = 0; l < k; l++) out[l * dim + k] = out[k * dim + l]!;
  }
  return out;
}

/** Adds a multiple of `row` to `sums`, as far as the shorter reaches. */
function addScaled(
  sums: Float64Array,
  row: Float64Array,
  scale: number,
): void {
  const length = Math.min(sums.length, row.length);
  for (let i = 0; i < length; i++) sums[i]! += scale * row[i]!;
}
