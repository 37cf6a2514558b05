/** A blob that a result names, so that caches know what belongs to it. */
export interface ResultFile {
  /** Relative path, such as `"outputs/samples"`. */
  readonly path: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Numbers of the fields that are written. */
const RESULT = { outputFiles: 2, stdoutRaw: 5, executionMetadata: 9 } as const;
const FILE = { path: 1, digest: 2 } as const;
const DIGEST = { hash: 1, sizeBytes: 2 } as const;
const METADATA = { worker: 1 } as const;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/**
 * Encodes a protocol buffer `ActionResult` of the Remote Execution API: the
 * only form of entry that every cache of that family takes. A cache that checks
 * results for completeness keeps the files it names, or forgets the result.
 *
 * Source: `build.bazel.remote.execution.v2.ActionResult`,
 * https://github.com/bazelbuild/remote-apis
 *
 * @param files Blobs that belong to the result
 * @param text Bytes that the result carries as its standard output
 */
export function encodeActionResult(
  files: readonly ResultFile[],
  text: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  return concat([
    ...files.map(({ path, digest, size }) =>
      field(
        RESULT.outputFiles,
        concat([
          field(FILE.path, utf8.encode(path)),
          field(
            FILE.digest,
            concat([
              field(DIGEST.hash, utf8.encode(digest)),
              varint(DIGEST.sizeBytes * 8 + VARINT),
              varint(size),
            ]),
          ),
        ]),
      )
    ),
    field(RESULT.stdoutRaw, text),
    // Without a worker, caches write the sender's address here.
    field(
      RESULT.executionMetadata,
      field(METADATA.worker, utf8.encode("senzai")),
    ),
  ]);
}

/**
 * The standard output that an encoded `ActionResult` carries; other fields are
 * passed over.
 *
 * @throws {SyntaxError} when the bytes are no such message
 */
export function decodeStandardOutput(bytes: Uint8Array): Uint8Array {
  let text: Uint8Array | undefined;
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    at = tag.end;
    switch (tag.value % 8) {
      case VARINT:
        at = readVarint(bytes, at).end;
        break;
      case FIXED_64:
        at += 8;
        break;
      case FIXED_32:
        at += 4;
        break;
      case LENGTH: {
        const length = readVarint(bytes, at);
        at = length.end + length.value;
        if (Math.floor(tag.value / 8) === RESULT.stdoutRaw) {
          text = bytes.subarray(length.end, at);
        }
        break;
      }
      default:
        throw new SyntaxError("Cannot read an action result: unknown type");
    }
    if (at > bytes.length) {
      throw new SyntaxError("Cannot read an action result: it is cut off");
    }
  }
  if (text !== undefined) return text;
  throw new SyntaxError("Cannot read an action result: it has no text");
}

function field(number: number, content: Uint8Array): Uint8Array {
  return concat([
    varint(number * 8 + LENGTH),
    varint(content.length),
    content,
  ]);
}

/** Seven bits a byte, the lowest first; exact up to 2⁵³. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes.push(rest % 128 + 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

function readVarint(
  bytes: Uint8Array,
  start: number,
): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) break;
    value += (byte % 128) * 128 ** i;
    if (byte < 128) return { value, end: start + i + 1 };
  }
  throw new SyntaxError("Cannot read an action result: it is cut off");
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
