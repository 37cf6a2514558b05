/** Element types of stored arrays and their typed arrays. */
export interface DTypes {
  /** Real numbers. */
  readonly float32: Float32Array;
  /** Integers, such as labels. */
  readonly int32: Int32Array;
  /** Pixels in [0, 255]. */
  readonly uint8: Uint8Array;
}

/** Name of an element type. */
export type DType = keyof DTypes;

/** A dense, row-major array on the host. */
export type NdArray<D extends DType = DType> = {
  readonly [P in D]: {
    readonly dtype: P;
    readonly shape: readonly number[];
    readonly data: DTypes[P];
  };
}[D];

/** Arrays by name, such as the weights of a network. */
export type Arrays = Readonly<Record<string, NdArray>>;

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * Wraps a typed array with a shape.
 *
 * @throws {RangeError} when the lengths disagree
 *
 * @example
 * ```ts
 * import { ndarray } from "./array.ts";
 *
 * const a = ndarray(new Float32Array(6), [2, 3]);
 * console.assert(a.dtype === "float32");
 * ```
 */
export function ndarray<T extends DTypes[DType]>(
  data: T,
  shape: readonly number[],
): NdArray<
  T extends Float32Array ? "float32" : T extends Int32Array ? "int32" : "uint8"
> {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot shape an array: expected ${
        sizeOf(shape)
      } elements for [${shape}], got ${data.length}`,
    );
  }
  const dtype = data instanceof Float32Array
    ? "float32"
    : data instanceof Int32Array
    ? "int32"
    : "uint8";
  return { dtype, shape, data } as never;
}

/** Index of the first element that is NaN or infinite, or -1. */
export function firstNonFinite(data: ArrayLike<number>): number {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) return i;
  }
  return -1;
}

/**
 * An array with elements of its own.
 *
 * @example
 * ```ts
 * import { copyOf, ndarray } from "./array.ts";
 *
 * const a = ndarray(Float32Array.of(1, 2), [2]);
 * copyOf(a).data[0] = 9;
 * console.assert(a.data[0] === 1);
 * ```
 */
export function copyOf({ data, shape }: NdArray): NdArray {
  return ndarray(data.slice() as Float32Array, shape);
}

/** Zeros of the shape of an array of floats. */
export function zerosLike({ data, shape }: NdArray): NdArray<"float32"> {
  return ndarray(new Float32Array(data.length), shape);
}
