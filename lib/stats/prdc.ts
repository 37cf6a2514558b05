import { centred, eachProduct, squaredNorms } from "./products.ts";
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
  const insideReal = new Uint8Array(n);
  let recalled = 0;
  let covered = 0;
  let density = 0;
  await eachProduct(a, b, (start, products, rows) => {
    for (let row = 0; row < rows; row++) {
      const i = start + row;
      const radius = realRadii[i]!;
      const norm = realNorms[i]!;
      let recall = 0;
      let cover = 0;
      for (let j = 0, at = row * n; j < n; j++, at++) {
        const distance = norm + fakeNorms[j]! - 2 * products[at]!;
        if (distance < radius) {
          insideReal[j] = 1;
          density++;
          cover = 1;
        }
        if (distance < fakeRadii[j]!) recall = 1;
      }
      recalled += recall;
      covered += cover;
    }
  });
  const inside = insideReal.reduce((sum, flag) => sum + flag, 0);
  return {
    precision: inside / n,
    recall: recalled / m,
    density: density / (k * n),
    coverage: covered / m,
  };
}

/** Squared distance of every point to its k-th neighbour in its own set. */
async function radii(points: PointSet, k: number): Promise<Float64Array> {
  const count = countOf(points);
  const norms = squaredNorms(points);
  const result = new Float64Array(count);
  const least = new Float64Array(k + 1);
  await eachProduct(points, points, (start, products, rows) => {
    for (let row = 0; row < rows; row++) {
      least.fill(Infinity);
      const norm = norms[start + row]!;
      for (let j = 0, at = row * count; j < count; j++, at++) {
        const distance = j === start + row
          ? 0
          : norm + norms[j]! - 2 * products[at]!;
        if (distance < least[k]!) insert(least, distance);
      }
      result[start + row] = least[k]!;
    }
  });
  return result;
}

/** Puts a value into a sorted list and drops the last. */
function insert(sorted: Float64Array, value: number): void {
  let at = sorted.length - 1;
  while (at > 0 && sorted[at - 1]! > value) {
    sorted[at] = sorted[at - 1]!;
    at--;
  }
  sorted[at] = value;
}
