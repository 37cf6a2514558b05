import { tTail } from "./t_quantile.ts";

/** A contrast of group means with its one-sided test. */
export interface Contrast {
  /** Sum of means times coefficients. */
  readonly value: number;
  /** Its standard error. */
  readonly error: number;
  /** Degrees of freedom behind the error. */
  readonly degrees: number;
  /** Probability of a value as large if the contrast of the true means is 0. */
  readonly p: number;
}

/**
 * Tests whether a contrast of group means is above 0, when groups may differ in
 * spread.
 *
 * Source: Welch 1947; degrees of freedom after Satterthwaite 1946.
 *
 * @param groups At least two values each
 * @param coefficients One a group, adding up to 0
 * @throws {RangeError} when a group has fewer than two values, or coefficients
 * are not one a group
 *
 * @example
 * ```ts
 * import { welchContrast } from "./welch_contrast.ts";
 *
 * const { p } = welchContrast([[5, 6, 7], [1, 2, 6]], [1, -1]);
 * console.assert(Math.abs(p - 0.0895) < 1e-4);
 * ```
 */
export function welchContrast(
  groups: readonly (readonly number[])[],
  coefficients: readonly number[],
): Contrast {
  if (groups.length !== coefficients.length) {
    throw new RangeError(
      `Cannot test a contrast: expected ${groups.length} coefficients, got ${coefficients.length}`,
    );
  }
  let value = 0;
  const parts: { square: number; free: number }[] = [];
  for (const [g, values] of groups.entries()) {
    const count = values.length;
    if (count < 2) {
      throw new RangeError(
        `Cannot test a contrast: expected at least 2 values in every group, got ${count} in group ${g}`,
      );
    }
    const mean = values.reduce((sum, v) => sum + v, 0) / count;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
      (count - 1);
    value += coefficients[g]! * mean;
    parts.push({
      square: coefficients[g]! ** 2 * variance / count,
      free: count - 1,
    });
  }
  const square = parts.reduce((sum, part) => sum + part.square, 0);
  const error = Math.sqrt(square);
  if (square === 0) {
    return { value, error, degrees: Infinity, p: value > 0 ? 0 : 1 };
  }
  const degrees = 1 / parts.reduce(
    (sum, part) => sum + (part.square / square) ** 2 / part.free,
    0,
  );
  return { value, error, degrees, p: tTail(value / error, degrees) };
}
