import { cholesky, solveLower } from "../stats/cholesky.ts";
import { t90 } from "../stats/t_quantile.ts";

/** Degrees of freedom that the prior of the noise is worth. */
const PRIOR_DEGREES = 2;

/** A response and its central 80 % predictive interval. */
export interface Response {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Fits a response by Bayesian linear regression, with a flat prior for the intercept, slopes ~ N(0, σ²/ridge) and
 * a scaled inverse χ² prior for σ² with 2 degrees of freedom. The mean is that
 * of ridge regression, (XᵀX + λI)⁻¹Xᵀy on centred data; the interval is that
 * of the predictive Student's t, which widens with the distance from the
 * samples and with few of them.
 *
 * Source: Gelman et al., "Bayesian Data Analysis", 3rd ed. 2013, sections 14.2
 * and 14.8.
 *
 * @param rows Features of each sample
 * @param responses Response of each sample, at least one
 * @param options `noise`: standard deviation that the prior expects;
 * `ridge`: λ, above 0
 * @returns Predicts the response at a point of features
 */
export function regression(
  rows: readonly (readonly number[])[],
  responses: readonly number[],
  { noise, ridge }: { readonly noise: number; readonly ridge: number },
): (at: readonly number[]) => Response {
  const count = rows.length;
  const width = rows[0]!.length;
  const means = Array.from(
    { length: width },
    (_, j) => mean(rows.map((row) => row[j]!)),
  );
  const centre = mean(responses);
  const matrix = new Float64Array(width * width);
  const moments = new Float64Array(width);
  let square = 0;
  rows.forEach((row, i) => {
    const y = responses[i]! - centre;
    square += y * y;
    for (let j = 0; j < width; j++) {
      const x = row[j]! - means[j]!;
      moments[j]! += x * y;
      for (let k = 0; k < width; k++) {
        matrix[j * width + k]! += x * (row[k]! - means[k]!);
      }
    }
  });
  for (let j = 0; j < width; j++) matrix[j * width + j]! += ridge;
  const lower = cholesky(matrix, width);
  // With L·Lᵀ = XᵀX + λI: explained is L⁻¹Xᵀy, away is L⁻¹ of the way there.
  const explained = solveLower(lower, moments);
  const left = Math.max(0, square - dot(explained, explained));
  const degrees = PRIOR_DEGREES + count - 1;
  const scale = (PRIOR_DEGREES * noise ** 2 + left) / degrees;
  const point = t90(degrees);
  return (at) => {
    const way = Float64Array.from(at, (x, j) => x - means[j]!);
    const away = solveLower(lower, way);
    const value = centre + dot(away, explained);
    const half = point * Math.sqrt(scale * (1 + 1 / count + dot(away, away)));
    return { value, low: value - half, high: value + half };
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, each, i) => sum + each * b[i]!, 0);
}
