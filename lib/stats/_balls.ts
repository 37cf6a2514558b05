import { ownNeighbours } from "./_own_neighbours.ts";
import { random } from "./random.ts";
import { countOf, type PointSet } from "./rows.ts";

/** A ball around each point of a set, as far as its k-th neighbour. */
export interface Balls {
  readonly count: number;
  /** Group of each point, to be left out together. */
  readonly group: Int32Array;
  readonly groups: number;
  /** `[count]`: squared radii. */
  readonly radii: Float64Array;
  /** `[count, groups]`: squared radii without the points of a group. */
  readonly without: Float64Array;
  /** Largest of the radii of a ball. */
  readonly largest: Float64Array;
}

/**
 * Balls around points, in groups of equal size at random.
 *
 * Squared radii are less by what rounding of float64 may add to a sum, so that
 * equal distances, in whatever order they were summed, are not inside.
 */
export async function ballsOf(
  points: PointSet,
  { k, groups, name }: {
    readonly k: number;
    readonly groups: number;
    readonly name: string;
  },
): Promise<Balls> {
  const count = countOf(points);
  // More than the k-th, for when those of a group are left out.
  const spare = groups > 0 ? 6 + Math.ceil(k / 5) : 0;
  const length = Math.min(count - 1, k + spare);
  const { indices, squares } = await ownNeighbours(points, length);
  const shrink = 1 - (points.dim + 4) * Number.EPSILON;
  const group = new Int32Array(count);
  random(0n, "groups", name).permutation(count).forEach((i, position) => {
    group[i] = groups > 0 ? position % groups : 0;
  });
  const radii = new Float64Array(count);
  const without = new Float64Array(count * groups);
  const largest = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    radii[i] = squares[i * length + k - 1]! * shrink;
    largest[i] = radii[i]!;
    for (let g = 0; g < groups; g++) {
      let [left, at] = [k, -1];
      while (left > 0 && at < length - 1) {
        at++;
        if (group[indices[i * length + at]!] !== g) left--;
      }
      const radius = squares[i * length + at]! * shrink;
      without[i * groups + g] = radius;
      largest[i] = Math.max(largest[i]!, radius);
    }
  }
  return { count, group, groups, radii, without, largest };
}
