import {
  eachProduct,
  errorBound,
  type NearPoints,
  nearPoints,
  squaredDistance,
} from "./_near_points.ts";
import type { PointSet } from "./rows.ts";

/** The nearest other points of every point. */
export interface Neighbours {
  /** How many of each. */
  readonly length: number;
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
export async function nearestNeighbours(
  points: PointSet,
  length: number,
): Promise<Neighbours> {
  // About its own mean: a set far from others loses nothing.
  const [near] = nearPoints(points) as [NearPoints];
  const { count, norms, scale } = near;
  const { relative, absolute } = errorBound(points.dim);
  const lower = norms.map((norm) => norm * (1 - relative) - absolute);
  const width = norms.map((norm) => 2 * (norm * relative + absolute));
  const indices = new Int32Array(count * length);
  const squares = new Float64Array(count * length);
  await eachProduct(near, near, (products, start, rows) => {
    for (let r = 0; r < rows; r++) {
      const i = start + r;
      const row = products.subarray(r * count, (r + 1) * count);
      const found = squares.subarray(i * length, (i + 1) * length);
      const which = indices.subarray(i * length, (i + 1) * length);
      found.fill(Infinity);
      for (const j of candidates(row, [lower, width], [i, length])) {
        insert(squaredDistance([near, i], [near, j]), j, [found, which]);
        // None is nearer than none apart.
        if (found[length - 1] === 0) break;
      }
    }
  });
  for (let i = 0; i < squares.length; i++) squares[i]! *= scale * scale;
  return { length, indices, squares };
}

/**
 * The points that may be among the `length` nearest to point `self`: those whose
 * least possible distance is not above the `length`-th of the greatest possible
 * ones. It falls from point to point, so that some are taken too many, and
 * sorted out at the end.
 *
 * @param products −2·x·y by point y
 * @param bounds What added to a product gives the least possible distance, and
 * by how much the greatest is more, both without what all points share
 */
function candidates(
  products: Float32Array,
  [lower, width]: readonly [Float64Array, Float64Array],
  [self, length]: readonly [number, number],
): number[] {
  const greatest = new Float64Array(length).fill(Infinity);
  // What the point itself adds to every width.
  const own = width[self]!;
  let limit = Infinity;
  const taken: number[] = [];
  for (let j = 0; j < products.length; j++) {
    const least = products[j]! + lower[j]!;
    if (!(least <= limit) || j === self) continue;
    taken.push(j);
    const most = least + width[j]! + own;
    let at = length - 1;
    if (most >= greatest[at]!) continue;
    for (; at > 0 && greatest[at - 1]! > most; at--) {
      greatest[at] = greatest[at - 1]!;
    }
    greatest[at] = most;
    limit = greatest[length - 1]!;
  }
  return taken.filter((j) => products[j]! + lower[j]! <= limit);
}

/** Puts a distance in its place among the smallest. */
function insert(
  square: number,
  index: number,
  [squares, indices]: readonly [Float64Array, Int32Array],
): void {
  let at = squares.length - 1;
  if (!(square < squares[at]!)) return;
  for (; at > 0 && squares[at - 1]! > square; at--) {
    squares[at] = squares[at - 1]!;
    indices[at] = indices[at - 1]!;
  }
  squares[at] = square;
  indices[at] = index;
}
