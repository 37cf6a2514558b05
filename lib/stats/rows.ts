/** Points in a space, one a row. */
export interface PointSet {
  /** `[count, dim]`, row-major. */
  readonly data: Float32Array;
  /** Length of a row. */
  readonly dim: number;
}

/**
 * Number of points.
 *
 * @example
 * ```ts
 * import { countOf } from "./rows.ts";
 *
 * console.assert(countOf({ data: new Float32Array(6), dim: 2 }) === 3);
 * ```
 */
export function countOf({ data, dim }: PointSet): number {
  return data.length / dim;
}
