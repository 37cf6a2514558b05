import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { centred, eachBlock, squaredNorms } from "./blocks.ts";
import { countOf, type PointSet } from "./rows.ts";

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
}

/**
 * Precision, recall, density and coverage. A manifold is the union of balls
 * around its points that reach their k-th neighbour; being inside is strict.
 *
 * Source: Naeem et al., "Reliable fidelity and diversity metrics", ICML 2020,
 * and its reference implementation `prdc`.
 *
 * @param options `k`: which neighbour, default 5
 * @throws {RangeError} when a set has no k-th neighbour
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
  const [m, n] = [countOf(real), countOf(fake)];
  if (Math.min(m, n) <= k) {
    throw new RangeError(
      `Cannot measure coverage: expected more than ${k} points, got ${
        Math.min(m, n)
      }`,
    );
  }
  const [a, b] = centred(real, fake);
  const realRadii = await radii(a, k);
  const fakeRadii = await radii(b, k);
  const realNorms = squaredNorms(a);
  const fakeNorms = squaredNorms(b);
  // Squared distances without the norms of `a` are compared with limits that
  // lack them too.
  const body = ({ x, own, limit, y, norms, edges }: Inputs) => {
    const products = tf.matMul(tf.mul(x!, -2), y!, false, true);
    const inReal = tf.step(tf.sub(limit!, tf.add(products, norms!)));
    const inFake = tf.step(tf.sub(own!, tf.add(products, edges!)));
    return {
      realBalls: tf.sum(inReal, 0),
      fakes: tf.sum(inReal, 1),
      fakeBalls: tf.sum(inFake, 1),
    };
  };
  const realBalls = new Float64Array(n);
  let recalled = 0;
  let covered = 0;
  await eachBlock(a, {
    body,
    columns: {
      own: Float32Array.from(realNorms, (norm) => -norm),
      limit: Float32Array.from(realRadii, (r, i) => r - realNorms[i]!),
    },
    // Nothing is as near to a filler.
    filler: -Infinity,
    fixed: {
      y: ndarray(b.data, [n, b.dim]),
      norms: ndarray(Float32Array.from(fakeNorms), [n]),
      edges: ndarray(
        Float32Array.from(fakeNorms, (norm, j) => norm - fakeRadii[j]!),
        [n],
      ),
    },
  }, (found, _, rows) => {
    for (let j = 0; j < n; j++) realBalls[j]! += found.realBalls!.data[j]!;
    for (let i = 0; i < rows; i++) {
      if (found.fakes!.data[i]! > 0) covered++;
      if (found.fakeBalls!.data[i]! > 0) recalled++;
    }
  });
  return {
    precision: realBalls.reduce((sum, c) => sum + (c > 0 ? 1 : 0), 0) / n,
    recall: recalled / m,
    density: realBalls.reduce((sum, c) => sum + c, 0) / (k * n),
    coverage: covered / m,
  };
}

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Squared distance of every point to its k-th neighbour in its own set. */
async function radii(points: PointSet, k: number): Promise<Float64Array> {
  const count = countOf(points);
  const norms = squaredNorms(points);
  const result = new Float64Array(count);
  // The nearest to a point is itself.
  const body = ({ x, y, norms }: Inputs) => {
    const products = tf.matMul(tf.mul(x!, 2), y!, false, true);
    const { values } = tf.topk(tf.sub(products, norms!), k + 1);
    return { least: tf.slice(values, [0, k], [x!.shape[0]!, 1]) };
  };
  await eachBlock(points, {
    body,
    fixed: {
      y: ndarray(points.data, [count, points.dim]),
      norms: ndarray(Float32Array.from(norms), [count]),
    },
  }, ({ least }, start, rows) => {
    for (let i = 0; i < rows; i++) {
      const distance = norms[start + i]! - least!.data[i]!;
      result[start + i] = Math.max(0, distance);
    }
  });
  return result;
}
