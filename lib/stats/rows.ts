/** Points in a space, one a row. */
export interface PointSet {
  /** `[count, dim]`, row-major. */
  readonly data: Float32Array;
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

/**
 * Refuses rows with what is no finite number: a statistic of them would look
 * like any other.
 *
 * @param options `task`, such as `"compute moments"`, and `name` of the rows,
 * both for the message
 * @throws {RangeError} naming the first row and column; for a length that is
 * no multiple of `dim`
 *
 * @example
 * ```ts
 * import { requireFinite } from "./rows.ts";
 *
 * const options = { task: "compute moments", name: "rows" };
 * requireFinite({ data: Float32Array.of(1, 2), dim: 2 }, options);
 * ```
 */
export function requireFinite(
  { data, dim }: { readonly data: ArrayLike<number>; readonly dim: number },
  { task, name }: { readonly task: string; readonly name: string },
): void {
  if (data.length > 0 && data.length % dim !== 0) {
    throw new RangeError(
      `Cannot ${task}: expected whole rows of ${dim} in the ${name}, got ${data.length} numbers`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    // Only infinities and NaN differ from themselves.
    if (value - value === 0) continue;
    throw new RangeError(
      `Cannot ${task}: expected finite numbers, got ${value} in row ${
        Math.floor(i / dim)
      }, column ${i % dim} of the ${name}`,
    );
  }
}
