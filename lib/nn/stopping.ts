import { jackknifeError } from "../stats/jackknife.ts";
import { tQuantile } from "../stats/t_quantile.ts";

/** A distance, lower is better, after some steps of training. */
export interface CurvePoint {
  /** Steps taken, at least 1. */
  readonly steps: number;
  /** The distance. */
  readonly value: number;
  /**
   * What the distance is without each image in turn, one list a sample (drawn
   * images, held-out images); every point of a curve has the same images in the
   * same order, at least two.
   */
  readonly without: readonly ArrayLike<number>[];
}

/** What the last doubling of the steps gained. */
export interface LastDoubling {
  /** Fall of the distance over the last doubling, as a share of it before. */
  readonly gain: number;
  /** Lower end of the gain's 95 % interval over other images. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Gain up to which chance explains it: the one-sided 95 % point. */
  readonly chance: number;
}

/** Doublings over which a line is fitted. */
const WINDOW = 1.5;
/** What whole numbers of steps may lack of it. */
const ROUNDING = 0.1;

/**
 * What the last doubling of the steps gained: a straight line of the distance
 * over the logarithm of the steps is fitted to the points of the last one and a
 * half doublings, four where checkpoints are a factor √2 apart, so that one
 * checkpoint that happens to be good or bad decides nothing.
 *
 * The interval is the jackknife's. All points are of the same images, so what
 * makes these images hard or easy cancels out; how training itself wavers from
 * checkpoint to checkpoint is not in it. A distance that is not above 0 before
 * the doubling leaves nothing to gain: the gain is 0.
 *
 * Source: Efron and Tibshirani 1993, equation 11.5, for the error of a linear
 * contrast of correlated points; Student's t with the degrees of freedom of the
 * smallest sample.
 *
 * @param curve In order of steps
 * @returns Nothing while the points span less than one and a half doublings, or
 * are fewer than four
 *
 * @example
 * ```ts
 * import { lastDoubling } from "./stopping.ts";
 *
 * const curve = [100, 141, 200, 283].map((steps) => ({
 *   steps,
 *   value: 100 / steps,
 *   without: [[100 / steps, 100 / steps]],
 * }));
 * // Half of the distance goes with each doubling.
 * console.assert(Math.abs(lastDoubling(curve)!.gain - 0.5) < 0.05);
 * ```
 */
export function lastDoubling(
  curve: readonly CurvePoint[],
): LastDoubling | undefined {
  const end = Math.log2(curve.at(-1)?.steps ?? 1);
  const start = curve.findLastIndex(({ steps }) =>
    Math.log2(steps) <= end - WINDOW + ROUNDING
  );
  if (start < 0 || curve.length - start < 4) return undefined;
  const points = curve.slice(start);
  const weights = slopeWeights(points.map(({ steps }) => Math.log2(steps)));
  const fall = -sum(points, (point, i) => weights[i]! * point.value);
  const middle = sum(points, ({ steps }) => Math.log2(steps)) / points.length;
  const mean = sum(points, ({ value }) => value) / points.length;
  const before = mean + fall * (middle - (end - 1));
  const samples = points[0]!.without.map(({ length }, sample) =>
    Float64Array.from(
      { length },
      (_, row) => sum(points, (p, i) => weights[i]! * p.without[sample]![row]!),
    )
  );
  const error = Math.hypot(...samples.map(jackknifeError));
  const degrees = Math.min(...samples.map(({ length }) => length)) - 1;
  const share = (value: number) => before > 0 ? value / before : 0;
  const half = tQuantile(0.975, degrees) * error;
  return {
    gain: share(fall),
    low: share(fall - half),
    high: share(fall + half),
    chance: share(tQuantile(0.95, degrees) * error),
  };
}

/**
 * Whether training has stopped to help: the last doubling of the steps gained
 * no more than `gain`, or no more than chance explains. Both have to be passed
 * for training to go on, so that a flat curve stops, at 19 checkpoints of 20,
 * however noisy it is; and one that still falls by more than `gain` goes on
 * where the images are enough to see it.
 *
 * Source: the first criterion is the early stopping of Prechelt, "Early stopping
 * — but when?", 1998, with the progress of a training strip measured on
 * held-out data and a strip that doubles the steps.
 *
 * @param curve In order of steps
 * @param options `gain`: share of the distance, in [0, 1)
 *
 * @example
 * ```ts
 * import { hasStoppedHelping } from "./stopping.ts";
 *
 * const flat = [100, 141, 200, 283].map((steps) => ({
 *   steps,
 *   value: 1,
 *   without: [[1, 1]],
 * }));
 * console.assert(hasStoppedHelping(flat, { gain: 0.1 }));
 * console.assert(!hasStoppedHelping(flat.slice(1), { gain: 0.1 }));
 * ```
 */
export function hasStoppedHelping(
  curve: readonly CurvePoint[],
  options: { readonly gain: number },
): boolean {
  const last = lastDoubling(curve);
  return last !== undefined &&
    last.gain <= Math.max(options.gain, last.chance);
}

/** Weights of points whose sum is the slope of a line of least squares. */
function slopeWeights(x: readonly number[]): number[] {
  const mean = sum(x, (value) => value) / x.length;
  const square = sum(x, (value) => (value - mean) ** 2);
  return x.map((value) => (value - mean) / square);
}

function sum<T>(
  items: readonly T[],
  of: (item: T, index: number) => number,
): number {
  return items.reduce((total, item, i) => total + of(item, i), 0);
}
