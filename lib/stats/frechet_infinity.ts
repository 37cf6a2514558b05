import { frechetOfPoints } from "./frechet_points.ts";
import { random } from "./random.ts";
import { countOf, type PointSet, requireFinite } from "./rows.ts";

/** A distance extrapolated to infinitely many points. */
export interface FrechetInfinity {
  /** May be negative, for the bias is only estimated. */
  readonly value: number;
  /** Standard error of the extrapolation, given the points. */
  readonly error: number;
  /** How much less it is than at the largest number of points. */
  readonly bias: number;
  /** Points of either set at the sizes that it was extrapolated from. */
  readonly sizes: readonly number[];
}

/**
 * Fréchet distance for infinitely many points: distances between random parts of
 * both sets, of equal sizes n evenly spaced in 1 / n, and the value at 0 of the
 * line through them.
 *
 * The bias falls as 1 / n once n is well above the dimension. Below, the line is
 * no more than a guess.
 *
 * Source: Chong and Forsyth, "Effectively unbiased FID and Inception Score",
 * CVPR 2020; with parts of both sets, since both are small here.
 *
 * @param options `sizes`: how many, default 15; `seed` of the parts
 * @throws {RangeError} when a set has fewer than 10 points or one that is not
 * finite, or dimensions differ
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { frechetInfinity } from "./frechet_infinity.ts";
 * import { random } from "./random.ts";
 *
 * await useEngine("cpu");
 * const draw = (name: string) => ({
 *   data: random(1n, name).normal(new Float32Array(800)),
 *   dim: 4,
 * });
 * const { value } = await frechetInfinity(draw("a"), draw("b"));
 * console.assert(Math.abs(value) < 0.1);
 * ```
 */
export async function frechetInfinity(
  a: PointSet,
  b: PointSet,
  options: { readonly sizes?: number; readonly seed?: bigint } = {},
): Promise<FrechetInfinity> {
  const { sizes: steps = 15, seed = 0n } = options;
  const task = "extrapolate a distance";
  requireFinite(a, { task, name: "first set" });
  requireFinite(b, { task, name: "second set" });
  const most = Math.min(countOf(a), countOf(b));
  if (most < 10 || !(steps >= 3)) {
    throw new RangeError(
      `Cannot extrapolate a distance: expected at least 10 points and 3 sizes, got ${most} and ${steps}`,
    );
  }
  // Where few points are far fewer than dimensions, small parts mislead.
  const least = Math.ceil(Math.max(most / 5, Math.min(most / 2, 2 * a.dim)));
  const sizes = Array.from({ length: steps }, (_, i) => {
    const part = i / (steps - 1);
    return Math.round(1 / ((1 - part) / least + part / most));
  });
  const values: number[] = [];
  for (const [step, size] of sizes.entries()) {
    const part = (points: PointSet, name: string) => {
      const stream = random(seed, "part", name, step);
      const order = stream.permutation(countOf(points)).subarray(0, size);
      const { data, dim } = points;
      const out = new Float32Array(size * dim);
      order.forEach((row, i) =>
        out.set(data.subarray(row * dim, (row + 1) * dim), i * dim)
      );
      return { data: out, dim };
    };
    values.push(await frechetOfPoints(part(a, "a"), part(b, "b")));
  }
  const { intercept, slope, error } = line(sizes.map((n) => 1 / n), values);
  return { value: intercept, error, bias: slope / most, sizes };
}

/** Least squares, with the standard error of the value at 0. */
function line(x: readonly number[], y: readonly number[]) {
  const count = x.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const square = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const slope = x.reduce(
    (sum, value, i) => sum + (value - meanX) * (y[i]! - meanY),
    0,
  ) / square;
  const intercept = meanY - slope * meanX;
  const left = x.reduce(
    (sum, value, i) => sum + (y[i]! - intercept - slope * value) ** 2,
    0,
  );
  const variance = left / (count - 2) * (1 / count + meanX ** 2 / square);
  return { slope, intercept, error: Math.sqrt(variance) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
