/** An array of bytes read from an IDX file. */
export interface Idx {
  /** Extents, slowest first. */
  readonly shape: readonly number[];
  /** Elements in row-major order. */
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the element type 8, the
 * number of dimensions, their extents as big-endian 32-bit integers, the data.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database", file formats.
 *
 * @param bytes The whole file
 * @param name Used in messages
 * @throws {TypeError} when the file is truncated, too long or not IDX
 *
 * @example
 * ```ts
 * import { decodeIdx } from "./idx.ts";
 *
 * const { shape } = decodeIdx(
 *   Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9),
 *   "labels",
 * );
 * console.assert(shape[0] === 2);
 * ```
 */
export function decodeIdx(bytes: Uint8Array, name: string): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = bytes[3] ?? 0;
  const header = 4 + 4 * rank;
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8) {
    throw new TypeError(
      `Cannot read IDX file '${name}': expected it to start with 0 0 8, got ${
        bytes.length === 0 ? "an empty file" : bytes.slice(0, 3).join(" ")
      }`,
    );
  }
  if (bytes.length < header) {
    throw truncated(name, header, bytes.length);
  }
  const shape = Array.from(
    { length: rank },
    (_, i) => view.getUint32(4 + 4 * i),
  );
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== header + size) {
    throw truncated(name, header + size, bytes.length);
  }
  return { shape, data: bytes.subarray(header) };
}

function truncated(name: string, expected: number, got: number): TypeError {
  return new TypeError(
    `Cannot read IDX file '${name}': expected ${expected} bytes, got ${got}; fetch the file again`,
  );
}
