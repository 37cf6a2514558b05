import { type Arrays, type DType, type NdArray, sizeOf } from "./array.ts";

const NAMES = { float32: "F32", int32: "I32", uint8: "U8" } as const;
const DTYPES: Readonly<Record<string, DType>> = {
  F32: "float32",
  I32: "int32",
  U8: "uint8",
};
const BYTES = { float32: 4, int32: 4, uint8: 1 } as const;
const MAX_HEADER = 100_000_000;

/** What a safetensors file holds: arrays, and string metadata. */
export interface Safetensors {
  /** Arrays by name. */
  readonly arrays: Arrays;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes arrays in the safetensors format: 8 bytes of header length, a JSON
 * header padded to 8 bytes, then the data. Names are sorted, and 4-byte types
 * come before bytes so that every array is aligned; equal contents give equal
 * bytes.
 *
 * Source: https://github.com/huggingface/safetensors, format section.
 *
 * @example
 * ```ts
 * import { ndarray } from "./array.ts";
 * import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
 *
 * const w = ndarray(new Float32Array([1, 2]), [2]);
 * const back = decodeSafetensors(encodeSafetensors({ w }));
 * console.assert(back.arrays.w?.data[1] === 2);
 * ```
 */
export function encodeSafetensors(
  arrays: Arrays,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const names = Object.keys(arrays).sort((a, b) =>
    width(arrays[b]) - width(arrays[a]) || (a < b ? -1 : a > b ? 1 : 0)
  );
  const header: Record<string, unknown> = {};
  const metaKeys = Object.keys(metadata).sort();
  if (metaKeys.length > 0) {
    header.__metadata__ = Object.fromEntries(
      metaKeys.map((key) => [key, metadata[key]]),
    );
  }
  let offset = 0;
  for (const name of names) {
    const array = arrays[name]!;
    const end = offset + array.data.byteLength;
    header[name] = {
      dtype: NAMES[array.dtype],
      shape: array.shape,
      data_offsets: [offset, end],
    };
    offset = end;
  }
  let json = JSON.stringify(header);
  const length = new TextEncoder().encode(json).length;
  json += " ".repeat((8 - (length % 8)) % 8);
  const head = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + head.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const name of names) {
    const { data } = arrays[name]!;
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      at,
    );
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file. Arrays are views of `bytes` where alignment
 * allows, copies elsewhere.
 *
 * @throws {TypeError} when the bytes are truncated or not safetensors: a
 * header of more than 100 MB or not as the format says, an element type other
 * than F32, I32 and U8, arrays that do not cover the data exactly, or an extent
 * larger than the file; checked before anything is allocated
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) throw malformed(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER || 8 + length > bytes.length) {
    throw malformed(`header of ${length} bytes in a file of ${bytes.length}`);
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(
    bytes.subarray(8, 8 + length),
  );
  if (
    !isRecord(metadata) ||
    !Object.values(metadata).every((text) => typeof text === "string")
  ) {
    throw malformed("__metadata__ is not text by name");
  }
  const body = bytes.subarray(8 + length);
  const checked = Object.entries(entries).map(([name, entry]) =>
    [name, checkEntry(name, entry)] as const
  );
  for (const [name, { shape }] of checked) {
    // Without elements, as in [count, 0], extents cost the file nothing.
    const extent = shape.find((each) => each > bytes.length);
    if (extent === undefined) continue;
    throw malformed(
      `array '${name}' has extent ${extent} in a file of ${bytes.length} bytes`,
    );
  }
  requireCovered(checked, body.length);
  return {
    arrays: Object.fromEntries(
      checked.map(([name, entry]) => [name, readEntry(entry, body)]),
    ),
    metadata: metadata as Record<string, string>,
  };
}

/** Where an array lies in the data. */
interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function width(array: NdArray | undefined): number {
  return array === undefined ? 0 : BYTES[array.dtype];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of numbers that count something. */
function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    );
  } catch (cause) {
    throw malformed("header is not JSON", cause);
  }
  if (!isRecord(header)) throw malformed("header is not a JSON object");
  return header;
}

function checkEntry(name: string, entry: unknown): Entry {
  const { dtype: code, shape, data_offsets: offsets } = isRecord(entry)
    ? entry
    : {};
  if (
    typeof code !== "string" || !areCounts(shape) || !areCounts(offsets) ||
    offsets.length !== 2
  ) {
    throw malformed(`array '${name}' has no dtype, shape and data_offsets`);
  }
  const dtype = Object.hasOwn(DTYPES, code) ? DTYPES[code] : undefined;
  if (dtype === undefined) {
    throw malformed(
      `array '${name}' has element type ${code}, expected F32, I32 or U8`,
    );
  }
  const [start, end] = offsets as [number, number];
  const size = sizeOf(shape) * BYTES[dtype];
  if (end - start !== size) {
    throw malformed(
      `array '${name}' of ${size} bytes lies in bytes ${start} to ${end}`,
    );
  }
  return { dtype, shape, start, end };
}

/** Refuses arrays that leave bytes out, share some, or need more. */
function requireCovered(
  entries: readonly (readonly [string, Entry])[],
  length: number,
): void {
  const inOrder = entries.toSorted(([, a], [, b]) =>
    a.start - b.start || a.end - b.end
  );
  let at = 0;
  for (const [name, { start, end }] of inOrder) {
    if (start !== at) {
      throw malformed(
        `array '${name}' starts at byte ${start} of the data, expected ${at}`,
      );
    }
    at = end;
  }
  if (at !== length) {
    throw malformed(`expected ${at} bytes of data, got ${length}`);
  }
}

function readEntry({ dtype, shape, start, end }: Entry, body: Uint8Array) {
  const part = body.subarray(start, end);
  const aligned = part.byteOffset % BYTES[dtype] === 0 ? part : part.slice();
  const { buffer, byteOffset } = aligned;
  const count = sizeOf(shape);
  const data = dtype === "float32"
    ? new Float32Array(buffer, byteOffset, count)
    : dtype === "int32"
    ? new Int32Array(buffer, byteOffset, count)
    : new Uint8Array(buffer, byteOffset, count);
  return { dtype, shape, data } as NdArray;
}

function malformed(detail: string, cause?: unknown): TypeError {
  return new TypeError(`Cannot read safetensors: ${detail}`, { cause });
}
