import type { Interval } from "./interval.ts";
import { requireFinite } from "./rows.ts";
import { tQuantile } from "./t_quantile.ts";

/**
 * Interval of a mean over fits, each made on its own random halves of the same
 * rows and measured on the other halves.
 *
 * Its squared error is 2·C + max(s², V − 2·C) / k for k fits. V, the mean
 * variance of one fit, and C, the mean covariance of two, are those of
 * resamples of the rows at fitted values. Resamples see only half of what two
 * fits share: rows on which one was fitted and the other measured make up as
 * much again, since what a row does to a fit is, to first order, what the fit
 * says of the row. s² is the variance of the fits themselves; the part of it
 * that exceeds what rows account for comes from what else they drew, such as
 * their initial weights.
 *
 * Source: Nadeau and Bengio, "Inference for the generalization error", 2003,
 * for the variance of means over overlapping splits; Hoeffding 1948 for the
 * symmetry; Satterthwaite 1946 for the degrees of freedom.
 *
 * @param values Result of each fit, at least one
 * @param resampled Results of each fit over resamples of the rows, the same
 * resamples for all, at least two
 * @param options `level`, default 0.95
 * @throws {RangeError} when lengths do not agree or a value is not finite
 *
 * @example
 * ```ts
 * import { halvesInterval } from "./halves_interval.ts";
 *
 * const resampled = [Float64Array.of(0, 2), Float64Array.of(3, 1)];
 * const { value, low, high } = halvesInterval([1, 2], resampled);
 * console.assert(value === 1.5 && low < 1.5 && high > 1.5);
 * ```
 */
export function halvesInterval(
  values: readonly number[],
  resampled: readonly Float64Array[],
  options: { readonly level?: number } = {},
): Interval {
  requireFits(values, resampled);
  const { level = 0.95 } = options;
  const fits = values.length;
  const value = mean(values);
  const { own, shared } = covariances(resampled);
  const common = 2 * shared;
  const spread = fits < 2
    ? 0
    : values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (fits - 1);
  const drawn = Math.max(own - common, 0);
  const square = common + Math.max(spread, drawn) / fits;
  const degrees = spread > drawn
    ? (fits - 1) * (square / (spread / fits)) ** 2
    : Infinity;
  const half = square === 0
    ? 0
    : tQuantile((1 + level) / 2, degrees) * Math.sqrt(square);
  return { value, low: value - half, high: value + half };
}

/** Mean variance of one fit, and mean covariance of two, not below 0. */
function covariances(
  resampled: readonly Float64Array[],
): { own: number; shared: number } {
  const fits = resampled.length;
  const count = resampled[0]!.length;
  const means = resampled.map(mean);
  let own = 0;
  let all = 0;
  for (let r = 0; r < count; r++) {
    let sum = 0;
    for (let i = 0; i < fits; i++) {
      const deviation = resampled[i]![r]! - means[i]!;
      own += deviation ** 2;
      sum += deviation;
    }
    all += sum ** 2;
  }
  const pairs = Math.max(1, fits * (fits - 1));
  return {
    own: own / fits / (count - 1),
    shared: Math.max(0, (all - own) / pairs / (count - 1)),
  };
}

function requireFits(
  values: readonly number[],
  resampled: readonly Float64Array[],
): void {
  const count = resampled[0]?.length ?? 0;
  const isWhole = values.length === resampled.length && count >= 2 &&
    resampled.every(({ length }) => length === count);
  if (!isWhole) {
    throw new RangeError(
      `Cannot take an interval over fits: expected two or more resamples for each of ${values.length} values, got ${
        resampled.map(({ length }) => length).join(", ") || "none"
      }`,
    );
  }
  const task = "take an interval over fits";
  requireFinite({ data: values, dim: 1 }, { task, name: "values" });
  for (const data of resampled) {
    requireFinite({ data, dim: 1 }, { task, name: "resamples" });
  }
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
