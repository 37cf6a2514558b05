import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** Most bytes of a file that is unpacked. */
const MOST = 2 ** 30;

/**
 * One file of a zip archive, such as a Python wheel, found through the
 * archive's directory. Sizes are checked against what is declared and against
 * 1 GiB.
 *
 * Source: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
 *
 * @param archive The bytes of the archive
 * @param name Path in it
 * @throws {TypeError} when the bytes are no zip archive, or the file is not in
 * it, or is packed otherwise than stored or deflated
 */
export function unzip(archive: Uint8Array, name: string): Uint8Array {
  const view = new DataView(
    archive.buffer,
    archive.byteOffset,
    archive.byteLength,
  );
  try {
    return unpack(view, entryOf(view, name), name);
  } catch (cause) {
    if (cause instanceof TypeError) throw cause;
    throw malformed(`'${name}' is damaged or cut short`, cause);
  }
}

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
}

function entryOf(view: DataView, name: string): Entry {
  const wanted = new TextEncoder().encode(name);
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw malformed("it has no directory");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) {
      throw malformed("its directory is damaged");
    }
    const length = view.getUint16(at + 28, true);
    if (length === wanted.length) {
      const same = wanted.every((byte, j) =>
        view.getUint8(at + 46 + j) === byte
      );
      if (same) {
        return {
          method: view.getUint16(at + 10, true),
          packed: view.getUint32(at + 20, true),
          size: view.getUint32(at + 24, true),
          local: view.getUint32(at + 42, true),
        };
      }
    }
    at += 46 + length + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  throw malformed(`it has no '${name}'`);
}

function unpack(
  view: DataView,
  { method, packed, size, local }: Entry,
  name: string,
): Uint8Array {
  if (view.getUint32(local, true) !== LOCAL) {
    throw malformed(`the header of '${name}' is damaged`);
  }
  const start = local + 30 + view.getUint16(local + 26, true) +
    view.getUint16(local + 28, true);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, packed);
  if (size > MOST) throw malformed(`'${name}' has ${size} bytes`);
  if (method !== 0 && method !== 8) {
    throw malformed(`'${name}' is packed oddly`);
  }
  const found = method === 0
    ? bytes
    : new Uint8Array(inflateRawSync(bytes, { maxOutputLength: size }));
  if (found.length === size) return found;
  throw malformed(`'${name}' has ${found.length} bytes, expected ${size}`);
}

function malformed(why: string, cause?: unknown): TypeError {
  return new TypeError(`Cannot read a zip archive: ${why}`, { cause });
}
