import { type Balls, ballsOf } from "./_balls.ts";
import { Inside, type NearSquare } from "./_inside.ts";
import {
  eachProduct,
  errorBound,
  type NearPoints,
  nearPoints,
  squaredDistance,
} from "./_near_points.ts";
import type { Interval } from "./interval.ts";
import { jackknifeError } from "./jackknife.ts";
import { countOf, type PointSet, requireFinite } from "./rows.ts";
import { tQuantile } from "./t_quantile.ts";
import { wilson } from "./wilson.ts";

/** How much of the real law is covered, and how much of the fake is real. */
export interface Prdc {
  /** Share of fake points inside the real manifold, in [0, 1]. */
  readonly precision: number;
  /** Share of real points inside the fake manifold, in [0, 1]. */
  readonly recall: number;
  /** Mean number of real balls around a fake point, over k; 1 when the laws agree. */
  readonly density: number;
  /** Share of real balls that hold a fake point, in [0, 1]. */
  readonly coverage: number;
  /**
   * 95 % intervals over both sets, by name; undefined where a set has too few
   * points to leave some out.
   */
  readonly intervals:
    | Readonly<
      Record<"precision" | "recall" | "density" | "coverage", Interval>
    >
    | undefined;
}

/** Groups of either set that the jackknife leaves out in turn. */
const GROUPS = 20;

/**
 * Precision, recall, density and coverage. A manifold is the union of balls
 * around its points that reach their k-th neighbour; being inside is strict, and
 * equal distances are equal: decisions near a limit are taken in float64.
 *
 * The intervals are Student's with a jackknife that leaves out one of 20 random
 * groups of either set at a time, radii included; for the three shares they hold
 * Wilson's interval, for a share of 0 or 1 does not vary.
 *
 * Source: Naeem et al., "Reliable fidelity and diversity metrics", ICML 2020,
 * and its reference implementation `prdc`.
 *
 * @param options `k`: which neighbour, default 5
 * @throws {RangeError} when a set has no k-th neighbour or a point that is not
 * finite, or dimensions differ
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { prdc } from "./prdc.ts";
 *
 * await useEngine("cpu");
 * const real = { data: Float32Array.of(0, 1, 10, 11), dim: 1 };
 * const half = { data: Float32Array.of(0.1, 0.9, 0.4, 0.6), dim: 1 };
 * const { precision, coverage } = await prdc(real, half, { k: 1 });
 * console.assert(precision === 1 && coverage === 0.5);
 * ```
 */
export async function prdc(
  real: PointSet,
  fake: PointSet,
  options: { readonly k?: number } = {},
): Promise<Prdc> {
  const { k = 5 } = options;
  check(real, fake, k);
  const least = Math.min(countOf(real), countOf(fake));
  const most = Math.min(GROUPS, Math.floor(least / 2));
  const groups = most > 1 && least - Math.ceil(least / most) > k ? most : 0;
  const balls = {
    real: await ballsOf(real, { k, groups, name: "real" }),
    fake: await ballsOf(fake, { k, groups, name: "fake" }),
  };
  const inReal = new Inside(balls.real, balls.fake);
  const inFake = new Inside(balls.fake, balls.real);
  await eachNearPair(real, fake, { ...balls, inReal, inFake });
  const found = {
    precision: inReal.share(),
    recall: inFake.share(),
    density: inReal.mean() / k,
    coverage: inReal.filled(),
  };
  if (groups === 0) return { ...found, intervals: undefined };
  const all = Array.from({ length: groups }, (_, g) => g);
  /** Interval from the values without groups of balls, and without points. */
  const interval = (
    value: number,
    withoutBalls: (g: number) => number,
    withoutPoints: (g: number) => number,
  ): Interval => {
    const half = tQuantile(0.975, groups - 1) * Math.hypot(
      jackknifeError(all.map(withoutBalls)),
      jackknifeError(all.map(withoutPoints)),
    );
    return { value, low: Math.max(0, value - half), high: value + half };
  };
  return {
    ...found,
    intervals: {
      precision: bounded(
        interval(
          found.precision,
          (g) => inReal.shareWithoutBalls(g),
          (g) => inReal.shareWithoutPoints(g),
        ),
        countOf(fake),
      ),
      recall: bounded(
        interval(
          found.recall,
          (g) => inFake.shareWithoutBalls(g),
          (g) => inFake.shareWithoutPoints(g),
        ),
        countOf(real),
      ),
      density: interval(
        found.density,
        (g) => inReal.meanWithoutBalls(g) / k,
        (g) => inReal.meanWithoutPoints(g) / k,
      ),
      coverage: bounded(
        interval(
          found.coverage,
          (g) => inReal.filledWithoutBalls(g),
          (g) => inReal.filledWithoutPoints(g),
        ),
        countOf(real),
      ),
    },
  };
}

function check(real: PointSet, fake: PointSet, k: number): void {
  const task = "measure coverage";
  requireFinite(real, { task, name: "real points" });
  requireFinite(fake, { task, name: "fake points" });
  if (real.dim !== fake.dim) {
    throw new RangeError(
      `Cannot measure coverage: expected dimension ${real.dim}, got ${fake.dim}`,
    );
  }
  const least = Math.min(countOf(real), countOf(fake));
  if (least <= k) {
    throw new RangeError(
      `Cannot measure coverage: expected more than ${k} points, got ${least}`,
    );
  }
}

/** An interval of a share that holds Wilson's, and nothing outside [0, 1]. */
function bounded({ value, low, high }: Interval, count: number): Interval {
  const share = wilson(Math.round(value * count), count);
  return {
    value,
    low: Math.min(low, share.low),
    high: Math.max(Math.min(1, high), share.high),
  };
}

/** Shows both counts every pair of which one may be in a ball of the other. */
async function eachNearPair(
  real: PointSet,
  fake: PointSet,
  sides: {
    readonly real: Balls;
    readonly fake: Balls;
    readonly inReal: Inside;
    readonly inFake: Inside;
  },
): Promise<void> {
  const [a, b] = nearPoints(real, fake) as [NearPoints, NearPoints];
  const { relative, absolute } = errorBound(real.dim);
  const { inReal, inFake } = sides;
  const unit = a.scale * a.scale;
  // A squared distance is at least product + ownLow + low, at most product +
  // ownHigh + high.
  const low = b.norms.map((norm) => norm * (1 - relative) - absolute);
  const high = b.norms.map((norm) => norm * (1 + relative) + absolute);
  const reach = sides.fake.largest.map((square) => square / unit);
  // One comparison leaves out most pairs: with what balls reach beyond a typical
  // one taken from the bound, it passes all that are near enough.
  const typical = mean(reach);
  const least = low.map((value, j) => value - Math.max(0, reach[j]! - typical));
  const { count } = b;
  await eachProduct(a, b, (products, start, rows) => {
    for (let r = 0, at = 0; r < rows; r++) {
      const i = start + r;
      const ownLow = a.norms[i]! * (1 - relative) - absolute;
      const ownHigh = a.norms[i]! * (1 + relative) + absolute;
      const own = sides.real.largest[i]! / unit;
      const limit = Math.max(own, typical) - ownLow;
      for (let j = 0; j < count; j++, at++) {
        const product = products[at]!;
        if (product + least[j]! > limit) continue;
        const square = product + low[j]! + ownLow;
        const isInReal = square < own;
        const isInFake = square < reach[j]!;
        if (!isInReal && !isInFake) continue;
        const pair = nearSquare(i, j, (product + ownHigh + high[j]!) * unit);
        if (isInReal) inReal.add(i, j, pair);
        if (isInFake) inFake.add(j, i, pair);
      }
    }
  });

  // A closure in the loop would cost every pair.
  function nearSquare(i: number, j: number, most: number): NearSquare {
    return { most, exact: () => squaredDistance([a, i], [b, j]) * unit };
  }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
