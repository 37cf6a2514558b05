import type { HostData } from "../value.ts";

/** Arrays that hold elements of a type. */
const ARRAYS: Readonly<
  Record<
    string,
    {
      new (buffer: ArrayBuffer): HostData;
      readonly BYTES_PER_ELEMENT: number;
    }
  >
> = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** Bytes of one element of a type that is computed with. */
export function bytesOf(type: string): number {
  return ARRAYS[type]!.BYTES_PER_ELEMENT;
}

/**
 * An array for elements of a type, all 0, in memory that does not move; nothing
 * for types that are not computed with.
 */
export function newHostData(type: string, size: number): HostData | undefined {
  const make = ARRAYS[type];
  return make && new make(new ArrayBuffer(size * make.BYTES_PER_ELEMENT));
}
