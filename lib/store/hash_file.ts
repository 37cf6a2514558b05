import { createHash } from "node:crypto";
import { type OpenFile, openSync, statSync } from "../platform/files.ts";

const CHUNK = 1024 * 1024;

/** Content of an open file, and which file it was. */
export interface HashedFile {
  /** SHA-256 of what was read after the head, hexadecimal. */
  readonly digest: string;
  /** The bytes at its start that did not count. */
  readonly head: Uint8Array;
  /** Bytes hashed. */
  readonly size: number;
  /** The file that was hashed, whatever lies at its path by now. */
  readonly inode: number | null;
}

/**
 * SHA-256 of a file in memory that does not depend on its size. Small files
 * are read at once; while a chunk of a large one is hashed, the next is read.
 *
 * @param path File to read
 * @param options `head`: how many bytes at the start do not count
 * @throws {Error} what the system does when the file cannot be read
 */
export async function hashFile(
  path: string,
  { head: length = 0 }: { head?: number } = {},
): Promise<HashedFile> {
  using file = openSync(path);
  const { size, ino } = file.statSync();
  const head = readHead(file, length);
  if (size <= CHUNK) return { ...hashRest(file, size), head, inode: ino };
  const hash = createHash("sha256");
  let read = 0;
  let chunk = new Uint8Array(CHUNK);
  let spare = new Uint8Array(CHUNK);
  let count = await file.read(chunk);
  while (count !== null) {
    const next = file.read(spare);
    hash.update(chunk.subarray(0, count));
    read += count;
    count = await next;
    [chunk, spare] = [spare, chunk];
  }
  return { digest: hash.digest("hex"), size: read, head, inode: ino };
}

/** Same as {@linkcode hashFile}, without letting anything else run meanwhile. */
export function hashFileSync(path: string): HashedFile {
  using file = openSync(path);
  const { size, ino } = file.statSync();
  return { ...hashRest(file, size), head: new Uint8Array(), inode: ino };
}

function readHead(file: OpenFile, length: number): Uint8Array {
  const head = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = file.readSync(head.subarray(at));
    if (count === null) break;
    at += count;
  }
  return head.subarray(0, at);
}

function hashRest(
  file: OpenFile,
  expected: number,
): { digest: string; size: number } {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(Math.min(CHUNK, expected + 1));
  let size = 0;
  for (;;) {
    const count = file.readSync(chunk);
    if (count === null) return { digest: hash.digest("hex"), size };
    hash.update(chunk.subarray(0, count));
    size += count;
  }
}

/** Whether the file at a path is still the one that was hashed. */
export function isSameFile(path: string, { inode }: HashedFile): boolean {
  try {
    return statSync(path).ino === inode;
  } catch {
    return false;
  }
}
