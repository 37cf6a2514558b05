import { random } from "./random.ts";

/**
 * The non-increasing sequence closest to `values` in least squares (pool
 * adjacent violators).
 *
 * Source: Barlow et al., "Statistical inference under order restrictions",
 * 1972, section 1.2.
 *
 * @param values In the order in which they should fall
 * @param weights Weight of each value, above 0; default 1
 *
 * @example
 * ```ts
 * import { isotonicDecreasing } from "./isotonic.ts";
 *
 * console.assert(isotonicDecreasing([5, 2, 4, 1]).join() === "5,3,3,1");
 * ```
 */
export function isotonicDecreasing(
  values: readonly number[],
  weights: readonly number[] = values.map(() => 1),
): number[] {
  const pools: { sum: number; weight: number; length: number }[] = [];
  for (const [i, value] of values.entries()) {
    const weight = weights[i]!;
    pools.push({ sum: value * weight, weight, length: 1 });
    while (pools.length > 1) {
      const [a, b] = pools.slice(-2) as [typeof pools[0], typeof pools[0]];
      if (a.sum / a.weight >= b.sum / b.weight) break;
      pools.splice(-2, 2, {
        sum: a.sum + b.sum,
        weight: a.weight + b.weight,
        length: a.length + b.length,
      });
    }
  }
  return pools.flatMap(({ sum, weight, length }) =>
    Array<number>(length).fill(sum / weight)
  );
}

/** Outcome of an isotonic trend test. */
export interface TrendTest {
  /** Share of the variation that a non-increasing sequence explains, in [0, 1]. */
  readonly explained: number;
  /** Probability of explaining as much if the groups were exchangeable. */
  readonly p: number;
}

/**
 * Tests whether groups fall in order: the share of variation explained by the
 * best non-increasing means, against random permutations of all values.
 *
 * Source: Barlow et al. 1972, the statistic Ē²; permutation in place of its
 * law, since groups are small.
 *
 * @param groups Values of each group, in the order in which they should fall
 * @param options `permutations`, default 2000; p is at least
 * 1 / (permutations + 1)
 *
 * @example
 * ```ts
 * import { decreasingTrend } from "./isotonic.ts";
 *
 * const { explained, p } = decreasingTrend([[9, 8], [6, 5], [2, 1]]);
 * console.assert(explained > 0.9 && p < 0.05);
 * ```
 */
export function decreasingTrend(
  groups: readonly (readonly number[])[],
  options: { readonly permutations?: number; readonly seed?: bigint } = {},
): TrendTest {
  const { permutations = 2000, seed = 0n } = options;
  const sizes = groups.map(({ length }) => length);
  const values = groups.flat();
  const found = explainedBy(values, sizes);
  let as = 0;
  for (let r = 0; r < permutations; r++) {
    const order = random(seed, "trend", r).permutation(values.length);
    const shuffled = [...order].map((i) => values[i]!);
    if (explainedBy(shuffled, sizes) >= found - 1e-12) as++;
  }
  return { explained: found, p: (as + 1) / (permutations + 1) };
}

function explainedBy(
  values: readonly number[],
  sizes: readonly number[],
): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const total = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  if (total === 0) return 0;
  let start = 0;
  const means = sizes.map((size) => {
    const part = values.slice(start, start += size);
    return part.reduce((sum, v) => sum + v, 0) / size;
  });
  const fitted = isotonicDecreasing(means, sizes);
  return fitted.reduce(
    (sum, value, i) => sum + sizes[i]! * (value - mean) ** 2,
    0,
  ) / total;
}
