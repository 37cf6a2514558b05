import { secularRoot } from "./_secular.ts";

/**
 * Eigenvalues and eigenvectors of diag(poles) + strength·z·zᵀ.
 *
 * The eigenvectors are those of a z for which the roots found are exact, which
 * makes them orthogonal however close the roots lie.
 *
 * Source: Gu and Eisenstat, SIAM J. Matrix Anal. Appl. 15, 1994; LAPACK's
 * `dlaed3`.
 *
 * @param poles Ascending, each different
 * @param z None zero
 * @param strength Positive
 */
export function rankOneUpdate(
  poles: Float64Array,
  z: Float64Array,
  strength: number,
): {
  readonly values: Float64Array;
  /** Eigenvector `i` is row `i`. */
  readonly mixtures: readonly Float64Array[];
} {
  const count = poles.length;
  const weights = z.map((element) => strength * element * element);
  const values = new Float64Array(count);
  const exact = new Float64Array(count).fill(1);
  // First the distances from the roots to the poles.
  const mixtures = Array.from(poles, (own, i) => {
    const { pole, distance } = secularRoot(poles, weights, i);
    const origin = poles[pole]!;
    values[i] = origin + distance;
    const row = new Float64Array(count);
    for (let j = 0; j < count; j++) {
      row[j] = poles[j]! - origin - distance;
      exact[j]! *= row[j]! / (j === i ? 1 : poles[j]! - own);
    }
    return row;
  });
  for (let j = 0; j < count; j++) {
    exact[j] = Math.sqrt(Math.abs(exact[j]!)) * Math.sign(z[j]!);
  }
  for (const row of mixtures) {
    let squares = 0;
    for (let j = 0; j < count; j++) {
      row[j] = exact[j]! / row[j]!;
      squares += row[j]! * row[j]!;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let j = 0; j < count; j++) row[j]! *= scale;
  }
  return { values, mixtures };
}
