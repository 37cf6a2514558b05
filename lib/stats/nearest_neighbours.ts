import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { centred, eachBlock, squaredNorms } from "./blocks.ts";
import { countOf, type PointSet } from "./rows.ts";

/**
 * Indices of the nearest points of a set, the nearest first, by Euclidean
 * distance in float32.
 *
 * @param points `[count, dim]`, whose neighbours are sought
 * @param set `[n, dim]`, among which they are sought
 * @param k How many
 * @returns `[count, k]`, rows of `set`
 * @throws {RangeError} when the set has fewer than `k` points, or another
 * dimension
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { nearestNeighbours } from "./nearest_neighbours.ts";
 *
 * await useEngine("cpu");
 * const points = { data: Float32Array.of(2.2), dim: 1 };
 * const set = { data: Float32Array.of(0, 1, 2, 3), dim: 1 };
 * const found = await nearestNeighbours(points, set, 2);
 * console.assert(found.join() === "2,3");
 * ```
 */
export async function nearestNeighbours(
  points: PointSet,
  set: PointSet,
  k: number,
): Promise<Int32Array> {
  const n = countOf(set);
  if (points.dim !== set.dim || n < k) {
    throw new RangeError(
      `Cannot find neighbours: expected at least ${k} points of dimension ${points.dim}, got ${n} of dimension ${set.dim}`,
    );
  }
  const [y, x] = centred(set, points);
  const nearest = new Int32Array(countOf(points) * k);
  await eachBlock(x, {
    body: ({ x, y, norms }) => {
      // What all distances from one point share is left out.
      const near = tf.sub(tf.matMul(tf.mul(x!, 2), y!, false, true), norms!);
      return { indices: tf.topk(near, k).indices };
    },
    fixed: {
      y: ndarray(y.data, [n, y.dim]),
      norms: ndarray(Float32Array.from(squaredNorms(y)), [n]),
    },
  }, ({ indices }, start, rows) => {
    nearest.set(indices!.data.subarray(0, rows * k), start * k);
  });
  return nearest;
}

/**
 * Classes of points by majority among their nearest labelled points; of
 * classes with equal votes, the one whose first member is nearer.
 *
 * Source: Cover and Hart, "Nearest neighbor pattern classification", 1967.
 *
 * @param points `[count, dim]`, to be classified
 * @param labelled `[n, dim]`, and the class of each
 * @param options `k`: how many vote, default 10, never more than there are
 * @returns Class of every point
 *
 * @example
 * ```ts
 * import { useEngine } from "../tensor/mod.ts";
 * import { neighbourVote } from "./nearest_neighbours.ts";
 *
 * await useEngine("cpu");
 * const votes = await neighbourVote(
 *   { data: Float32Array.of(0.4, 9), dim: 1 },
 *   { data: Float32Array.of(0, 1, 8, 10), dim: 1, labels: [7, 7, 2, 2] },
 *   { k: 3 },
 * );
 * console.assert(votes.join() === "7,2");
 * ```
 */
export async function neighbourVote(
  points: PointSet,
  labelled: PointSet & { readonly labels: ArrayLike<number> },
  options: { readonly k?: number } = {},
): Promise<Int32Array> {
  const k = Math.min(options.k ?? 10, countOf(labelled));
  const nearest = await nearestNeighbours(points, labelled, k);
  const votes = new Int32Array(countOf(points));
  for (let i = 0; i < votes.length; i++) {
    const counts = new Map<number, number>();
    for (let j = i * k; j < (i + 1) * k; j++) {
      const label = labelled.labels[nearest[j]!]!;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    // A map keeps the order of insertion, which is that of distance.
    let most = 0;
    for (const [label, count] of counts) {
      if (count <= most) continue;
      most = count;
      votes[i] = label;
    }
  }
  return votes;
}
