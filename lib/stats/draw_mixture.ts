import type { Random } from "./random.ts";

/** A mixture of normal laws as arrays. */
export interface MixtureArrays {
  /** `[components]`. */
  readonly shares: ArrayLike<number>;
  /** `[components, dim]`. */
  readonly means: ArrayLike<number>;
  /** Lower triangular factors of the covariances, `[components, dim, dim]`. */
  readonly factors: ArrayLike<number>;
}

/**
 * Draws rows of a mixture of normal laws, `[count, dim]`.
 *
 * @example
 * ```ts
 * import { drawMixture } from "./draw_mixture.ts";
 * import { random } from "./random.ts";
 *
 * const rows = drawMixture(
 *   { shares: [1], means: [5], factors: [0] },
 *   { stream: random(1n, "rows"), count: 3 },
 * );
 * console.assert(rows.join() === "5,5,5");
 * ```
 */
export function drawMixture(
  { shares, means, factors }: MixtureArrays,
  { stream, count }: { readonly stream: Random; readonly count: number },
): Float32Array {
  const dim = means.length / shares.length;
  const picks = stream.uniform(new Float32Array(count));
  const noise = stream.normal(new Float32Array(count * dim));
  const rows = new Float32Array(count * dim);
  for (let i = 0; i < count; i++) {
    let part = 0;
    let rest = picks[i]!;
    while (part < shares.length - 1 && (rest -= shares[part]!) >= 0) part++;
    for (let j = 0; j < dim; j++) {
      const row = (part * dim + j) * dim;
      let value = means[part * dim + j]!;
      for (let k = 0; k <= j; k++) {
        value += factors[row + k]! * noise[i * dim + k]!;
      }
      rows[i * dim + j] = value;
    }
  }
  return rows;
}
