import { frechetOfPoints } from "./frechet_points.ts";
import { jackknifeError } from "./jackknife.ts";
import { random } from "./random.ts";
import { countOf, type PointSet } from "./rows.ts";
import { tQuantile } from "./t_quantile.ts";

/**
 * Half the width of a 95 % interval of a Fréchet distance, by a jackknife over
 * both sets: every distance leaves out one of equal random groups of one set.
 * Drawing with replacement would repeat points, and so add to the bias and to
 * its spread where points are few.
 *
 * @param resamples Distances to take, half of them for each set
 * @param visit Called before each distance with its index
 * @returns Undefined with fewer than two groups of either set
 *
 * @example
 * ```ts
 * import { frechetSpread } from "./frechet_spread.ts";
 *
 * const one = { data: Float32Array.of(0, 1, 2), dim: 1 };
 * const half = await frechetSpread(one, one, { resamples: 20, visit() {} });
 * console.assert(half === undefined);
 * ```
 */
export async function frechetSpread(
  a: PointSet,
  b: PointSet,
  { resamples, visit }: {
    readonly resamples: number;
    readonly visit: (index: number) => void;
  },
): Promise<number | undefined> {
  const least = Math.min(countOf(a), countOf(b));
  const groups = Math.min(Math.floor(resamples / 2), Math.floor(least / 2));
  if (groups < 2) return undefined;
  const [withoutA, withoutB]: [number[], number[]] = [[], []];
  for (let g = 0; g < groups; g++) {
    visit(2 * g);
    withoutA.push(await frechetOfPoints(without(a, g, groups), b));
    visit(2 * g + 1);
    withoutB.push(await frechetOfPoints(a, without(b, g, groups)));
  }
  return tQuantile(0.975, groups - 1) *
    Math.hypot(jackknifeError(withoutA), jackknifeError(withoutB));
}

/** The points without every one in `groups`, at random, from the `group`-th. */
function without(points: PointSet, group: number, groups: number): PointSet {
  const { data, dim } = points;
  const order = random(0n, "frechet").permutation(countOf(points));
  const rows = order.filter((_, position) => position % groups !== group);
  const left = new Float32Array(rows.length * dim);
  rows.forEach((row, i) =>
    left.set(data.subarray(row * dim, (row + 1) * dim), i * dim)
  );
  return { data: left, dim };
}
