/**
 * Effective number of dimensions of a law: (Σλ)² / Σλ² over the eigenvalues λ
 * of its covariance. It is the dimension where all directions vary alike, and
 * 1 where only one does.
 *
 * The sums are the trace and the squared Frobenius norm, so that no eigenvalue
 * is needed.
 *
 * Source: Gao et al., "A theory of multineuronal dimensionality", 2017,
 * equation 5.
 *
 * @param covariance `[dim, dim]`, row-major, symmetric
 * @returns In [1, dim]; 0 when nothing varies
 * @throws {RangeError} when its size is another, or an element is not finite
 *
 * @example
 * ```ts
 * import { participationRatio } from "./participation_ratio.ts";
 *
 * console.assert(participationRatio(Float64Array.of(2, 0, 0, 2), 2) === 2);
 * console.assert(participationRatio(Float64Array.of(1, 1, 1, 1), 2) === 1);
 * ```
 */
export function participationRatio(
  covariance: Float64Array,
  dim: number,
): number {
  if (covariance.length !== dim * dim) {
    throw new RangeError(
      `Cannot count effective dimensions: expected ${
        dim * dim
      } elements for dimension ${dim}, got ${covariance.length}`,
    );
  }
  let largest = 0;
  for (let i = 0; i < covariance.length; i++) {
    const size = Math.abs(covariance[i]!);
    if (!(size < Infinity)) {
      throw new RangeError(
        `Cannot count effective dimensions: element [${Math.floor(i / dim)}, ${
          i % dim
        }] is ${covariance[i]}`,
      );
    }
    if (size > largest) largest = size;
  }
  if (largest === 0) return 0;
  let trace = 0;
  let square = 0;
  for (let i = 0; i < covariance.length; i++) {
    square += (covariance[i]! / largest) ** 2;
  }
  for (let i = 0; i < dim; i++) trace += covariance[i * dim + i]! / largest;
  return trace * trace / square;
}
