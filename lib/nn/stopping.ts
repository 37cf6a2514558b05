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

/**
 * Parts of the steps that are compared, and how: two checkpoints at either end
 * of a doubling, so that one that happens to be good or bad decides nothing.
 */
const ENDS = [
  { part: 1, after: 0.5, before: 0 },
  { part: Math.SQRT1_2, after: 0.5, before: 0 },
  { part: 1 / 2, after: 0, before: 0.5 },
  { part: Math.SQRT1_2 / 2, after: 0, before: 0.5 },
];

/** What whole numbers of steps may be off. */
const ROUNDING = 0.5;

/**
 * What the last doubling of the steps gained: the mean distance after s and
 * s/√2 steps beside that after s/2 and s/(2√2). Between checkpoints the distance
 * is taken to be a straight line over the logarithm of the steps.
 *
 * The interval is the jackknife's. All points are of the same images, so what
 * makes these images hard or easy cancels out; how training itself wavers from
 * checkpoint to checkpoint is not in it. A distance that is not above 0 before
 * the doubling leaves nothing to gain: the gain is 0.
 *
 * Source: Efron and Tibshirani 1993, equation 11.5, for the error of a sum of
 * correlated points, and of their ratio to first order; Student's t with the
 * degrees of freedom of the smallest sample.
 *
 * @param curve In order of steps
 * @returns Nothing while the points span less than one and a half doublings
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
 * console.assert(Math.abs(lastDoubling(curve)!.gain - 0.5) < 0.01);
 * ```
 */
export function lastDoubling(
  curve: readonly CurvePoint[],
): LastDoubling | undefined {
  const end = curve.at(-1)?.steps ?? 0;
  const start = curve[0]?.steps ?? 1;
  if (end * ENDS.at(-1)!.part < start - ROUNDING) return undefined;
  const before = new Float64Array(curve.length);
  const fall = new Float64Array(curve.length);
  for (const { part, ...weights } of ENDS) {
    for (const [i, share] of sharesAt(curve, Math.max(start, end * part))) {
      before[i]! += weights.before * share;
      fall[i]! += (weights.before - weights.after) * share;
    }
  }
  const sum = (weights: Float64Array, of: (point: CurvePoint) => number) =>
    curve.reduce(
      (total, point, i) =>
        weights[i] === 0 ? total : total + weights[i]! * of(point),
      0,
    );
  const value = sum(before, (point) => point.value);
  const lengths = curve[0]!.without.map(({ length }) => length);
  const errorOf = (weights: Float64Array) =>
    Math.hypot(...lengths.map((length, sample) =>
      jackknifeError(
        Float64Array.from(
          { length },
          (_, row) => sum(weights, ({ without }) => without[sample]![row]!),
        ),
      )
    ));
  const degrees = Math.min(...lengths) - 1;
  const share = (of: number) => value > 0 ? of / value : 0;
  const gained = sum(fall, (point) => point.value);
  const gain = share(gained);
  // What is before is not known exactly either.
  const ratio = fall.map((weight, i) => weight - gain * before[i]!);
  const half = share(tQuantile(0.975, degrees) * errorOf(ratio));
  return {
    gain,
    low: gain - half,
    high: gain + half,
    chance: share(tQuantile(0.95, degrees) * errorOf(fall)),
  };
}

/** The points around a number of steps, each with its share of what lies there. */
function sharesAt(
  curve: readonly CurvePoint[],
  steps: number,
): [index: number, share: number][] {
  const i = curve.findLastIndex((point) => point.steps <= steps);
  if (i === curve.length - 1) return [[i, 1]];
  const [left, right] = [curve[i]!.steps, curve[i + 1]!.steps];
  const share = Math.log(steps / left) / Math.log(right / left);
  return [[i, 1 - share], [i + 1, share]];
}

/**
 * Whether training has stopped to help: the last doubling of the steps gained
 * no more than `gain`, or no more than chance explains. Both have to be passed
 * for training to go on, so that a flat curve stops, at 19 checkpoints of 20,
 * however noisy it is; and one that still falls by more than `gain` goes on
 * where the images are enough to see it. Of simulated curves that lose a quarter
 * with each doubling, 6 in 100 stop within six looks where a distance is known to
 * a tenth of itself (standard error, half of its variance shared by all points),
 * and none of 400 where it is known to a twentieth.
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
