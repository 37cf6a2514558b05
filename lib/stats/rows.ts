/** Points in a space, one a row. */
export interface PointSet {
  /** `[count, dim]`, row-major. */
  readonly data: Float32Array;
  /** Length of a row. */
  readonly dim: number;
}

/** Number of points. */
export function countOf({ data, dim }: PointSet): number {
  return data.length / dim;
}
