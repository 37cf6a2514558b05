import { symmetricEigenvalues } from "./eigen.ts";
import { countOf, type PointSet, requireFinite } from "./rows.ts";

/**
 * Vendi score: the effective number of different points, from 1 when all are
 * equal to their count when none is like another. It is exp of the entropy of
 * the eigenvalues of K / count, where K holds likenesses
 * exp(−‖x − y‖² / `square`).
 *
 * Source: Friedman and Dieng, "The Vendi score", TMLR 2023.
 *
 * @param points At least one; time grows with the cube of their count
 * @param options `square`: squared distance at which likeness falls to 1 / e,
 * above 0
 * @throws {RangeError} when there are no points, one is not finite, or `square`
 * is not above 0
 *
 * @example
 * ```ts
 * import { vendiScore } from "./vendi_score.ts";
 *
 * const twoPlaces = { data: Float32Array.of(0, 0, 9, 9), dim: 1 };
 * const score = vendiScore(twoPlaces, { square: 1 });
 * console.assert(Math.abs(score - 2) < 1e-9);
 * ```
 */
export function vendiScore(
  points: PointSet,
  { square }: { readonly square: number },
): number {
  requireFinite(points, { task: "take a Vendi score", name: "points" });
  const count = countOf(points);
  if (!(count >= 1 && square > 0)) {
    throw new RangeError(
      `Cannot take a Vendi score: expected points and a square above 0, got ${count} and ${square}`,
    );
  }
  const likeness = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    likeness[i * (count + 1)] = 1 / count;
    for (let j = 0; j < i; j++) {
      const value = Math.exp(-distance(points, i, j) / square) / count;
      likeness[i * count + j] = value;
      likeness[j * count + i] = value;
    }
  }
  let entropy = 0;
  for (const value of symmetricEigenvalues(likeness, count)) {
    if (value > 0) entropy -= value * Math.log(value);
  }
  return Math.exp(entropy);
}

/**
 * Mean squared distance between two different points: twice the sum of the
 * variances of the columns.
 *
 * @throws {RangeError} when there are fewer than two points, or one is not
 * finite
 *
 * @example
 * ```ts
 * import { meanSquaredDistance } from "./vendi_score.ts";
 *
 * const points = { data: Float32Array.of(0, 1, 2), dim: 1 };
 * console.assert(meanSquaredDistance(points) === 2);
 * ```
 */
export function meanSquaredDistance(points: PointSet): number {
  requireFinite(points, { task: "take distances", name: "points" });
  const { data, dim } = points;
  const count = countOf(points);
  if (!(count >= 2)) {
    throw new RangeError(
      `Cannot take distances: expected at least 2 points, got ${count}`,
    );
  }
  let sum = 0;
  for (let j = 0; j < dim; j++) {
    let mean = 0;
    for (let i = j; i < data.length; i += dim) mean += data[i]! / count;
    for (let i = j; i < data.length; i += dim) sum += (data[i]! - mean) ** 2;
  }
  return 2 * sum / (count - 1);
}

function distance({ data, dim }: PointSet, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < dim; k++) {
    sum += (data[i * dim + k]! - data[j * dim + k]!) ** 2;
  }
  return sum;
}
