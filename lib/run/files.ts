import { createHash } from "node:crypto";
import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { encodeData } from "../plan/encode.ts";
import { hashFileSync } from "../store/hash_file.ts";
import type { MemoTable } from "../store/memos.ts";
import { type Entry as Listed, listEntries } from "./list_files.ts";

/** A file changed this shortly before it was hashed may change again unseen. */
const SETTLE_MS = 2000;

/** Identity of a file's content as the file system tells it. */
type Stamp = readonly [
  device: number,
  inode: number,
  size: number,
  modified: number,
  changed: number,
];

const NOWHERE: Stamp = [0, 0, 0, 0, 0];

interface Entry {
  readonly stamp: Stamp;
  readonly hashed: number;
  readonly digest: string;
}

/**
 * Content digest of a file, or of a folder with everything in it: names
 * relative to the folder and bytes count; of devices, pipes, sockets and links
 * to nothing, that they are there; times and permissions do not. Hashes
 * are remembered by device, inode, size, modification time and change time
 * (which no program can set back), and only for files that were left alone
 * for two seconds before they were hashed.
 *
 * @param path Absolute path of a file or folder
 * @param memos Where hashes are remembered
 * @throws {PipelineError} when the path cannot be read
 */
export function digestPath(path: string, memos: MemoTable): string {
  const name = `tree:${path}`;
  const memo = memos.get(name);
  const before: Record<string, Entry> = memo === undefined
    ? {}
    : JSON.parse(memo);
  const after: Record<string, Entry> = Object.create(null);
  let fresh = 0;
  let isFolder: boolean;
  try {
    isFolder = Deno.statSync(path).isDirectory;
    const entries: readonly Listed[] = isFolder
      ? listEntries(path)
      : [{ path: "", kind: "file" }];
    for (const { path: relative, kind } of entries) {
      const file = relative === "" ? path : join(path, relative);
      if (kind !== "file") {
        // It counts that it is there; there is nothing to read.
        after[relative] = { stamp: NOWHERE, hashed: 0, digest: kind };
        continue;
      }
      const known = Object.hasOwn(before, relative)
        ? before[relative]
        : undefined;
      const entry = digestFile(file, known);
      if (entry !== known) fresh++;
      after[relative] = entry;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const names = Object.keys(after);
  if (fresh > 0 || names.length !== Object.keys(before).length) {
    memos.set(name, JSON.stringify(after));
  }
  if (!isFolder) return after[""]!.digest;
  return createHash("sha256")
    .update(encodeData(names.map((at) => [at, after[at]!.digest])))
    .digest("hex");
}

function digestFile(path: string, known: Entry | undefined): Entry {
  const stamp = stampOf(path);
  if (known !== undefined && isTrusted(known, stamp)) return known;
  const hashed = Date.now();
  return { stamp, hashed, digest: hashFileSync(path).digest };
}

function isTrusted(known: Entry, stamp: Stamp): boolean {
  const changed = stamp[4];
  return changed > 0 && changed < known.hashed - SETTLE_MS &&
    stamp.every((part, i) => part === known.stamp[i]);
}

function stampOf(path: string): Stamp {
  const info = Deno.statSync(path);
  if (!info.isFile) {
    throw new TypeError(
      `${path} is a device or a pipe, which has no content to go by; name a regular file, or a folder of such`,
    );
  }
  return [
    info.dev,
    info.ino ?? 0,
    info.size,
    info.mtime?.getTime() ?? 0,
    info.ctime?.getTime() ?? 0,
  ];
}

function unreadable(path: string, cause: unknown): PipelineError {
  const why = cause instanceof Deno.errors.NotFound
    ? "no such file or folder"
    : cause instanceof Deno.errors.PermissionDenied
    ? "permission denied"
    : (cause as Error).message;
  return new PipelineError("misuse", `Cannot read ${path}: ${why}`, { cause });
}
