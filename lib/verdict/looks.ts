/** Chance of a false claim over all looks at one study. */
export const ALPHA = 0.05;

/** Share of it that the first look spends. */
const FIRST = 0.8;

/**
 * Level of a one-sided test at a look. Who looks, adds seeds and looks again has
 * more than one chance to be wrong: the first look spends 4 of 5 %, and each
 * further one half of what is left, so that all together stay below 5 %.
 *
 * Source: alpha spending, Lan and DeMets 1983, by Bonferroni's inequality.
 *
 * @param look Number of the look, from 0
 *
 * @example
 * ```ts
 * import { alphaOf } from "./looks.ts";
 *
 * console.assert(Math.abs(alphaOf(0) - 0.04) < 1e-12 && alphaOf(1) < 0.0051);
 * ```
 */
export function alphaOf(look: number): number {
  return look === 0 ? FIRST * ALPHA : (1 - FIRST) * ALPHA * 0.5 ** look;
}
