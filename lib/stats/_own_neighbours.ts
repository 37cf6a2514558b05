import { NearestPairs } from "./_nearest_pairs.ts";
import {
  eachOwnTile,
  errorBound,
  type NearPoints,
  nearPoints,
} from "./_near_points.ts";
import type { PointSet } from "./rows.ts";

/** The nearest other points of every point. */
export interface Neighbours {
  /** `[count, length]`, the nearest first. */
  readonly indices: Int32Array;
  /** `[count, length]`: squared distances in float64. */
  readonly squares: Float64Array;
}

/**
 * Nearest other points of its set for each point, exactly: candidates by
 * products of the tensor engine in float32, within what these may err, and their
 * distances in float64.
 *
 * @param length How many, below the number of points
 */
export async function ownNeighbours(
  points: PointSet,
  length: number,
): Promise<Neighbours> {
  // About its own mean: a set far from others loses nothing.
  const [near] = nearPoints(points) as [NearPoints];
  const { relative, absolute } = errorBound(points.dim);
  // The squared distance of two points is at least product + low + low, and at
  // most that + width + width.
  const low = near.norms.map((norm) => norm * (1 - relative) - absolute);
  const width = near.norms.map((norm) => 2 * (norm * relative + absolute));
  const found = new NearestPairs(near, length);
  const { limits } = found;
  await eachOwnTile(near, ({ products, size, rows, columns }) => {
    const isDiagonal = rows.start === columns.start;
    // One comparison leaves out most pairs. Limits only fall, so that what they
    // are now passes all that will be near enough.
    const open = limits.subarray(columns.start, columns.start + columns.count);
    const typical = open.reduce((sum, limit) => sum + limit, 0) / open.length;
    const nearest = open.map((limit, c) =>
      low[columns.start + c]! - Math.max(0, limit - typical)
    );
    for (let r = 0; r < rows.count; r++) {
      const i = rows.start + r;
      const own = low[i]!;
      let limit = limits[i]!;
      let edge = Math.max(limit, typical) - own;
      const at = r * size;
      for (let c = isDiagonal ? r + 1 : 0; c < columns.count; c++) {
        if (products[at + c]! + nearest[c]! > edge) continue;
        const j = columns.start + c;
        const least = products[at + c]! + own + low[j]!;
        if (!(least <= limit || least <= limits[j]!)) continue;
        const most = least + width[i]! + width[j]!;
        found.offer(i, j, { least, most });
        found.offer(j, i, { least, most });
        limit = limits[i]!;
        edge = Math.max(limit, typical) - own;
      }
    }
  });
  return found.nearest();
}
