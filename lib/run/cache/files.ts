import { createHash } from "node:crypto";
import { join } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import { encodeData } from "../../plan/encode.ts";
import { NotFound, PermissionDenied } from "../../platform/errors.ts";
import { realPathSync, statSync } from "../../platform/files.ts";
import { hashFileSync } from "../../store/hash_file.ts";
import type { MemoTable } from "../../store/memos.ts";
import { isSystem } from "./_entry_kind.ts";
import { escapeName } from "./escape_name.ts";
import { type Entry as Listed, listEntries } from "./list_entries.ts";

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

interface Entry {
  readonly stamp: Stamp;
  readonly hashed: number;
  readonly digest: string;
}

/**
 * Content digest of a file, or of a folder with everything in it: names
 * relative to the folder and bytes count, times and permissions do not, nor
 * does what desktops leave behind. Hashes are remembered by device, inode,
 * size, modification time and change time (which no program can set back), and
 * only for files that were left alone for two seconds before they were hashed.
 *
 * @param path Absolute path of a file or folder
 * @param memos Where hashes are remembered
 * @param options `visible`: of hidden entries, what desktops leave behind,
 * devices, pipes, sockets, links to nothing and names that are not UTF-8 it
 * counts that they are there, for a stage that says what it passed over
 * @throws {PipelineError} when the path cannot be read, or an entry that counts;
 * the message names it
 */
export function digestPath(
  path: string,
  memos: MemoTable,
  { visible = false }: { readonly visible?: boolean } = {},
): string {
  const name = `${visible ? "visible" : "tree"}:${path}`;
  const memo = memos.get(name);
  const before: Record<string, Entry> = memo === undefined
    ? {}
    : JSON.parse(memo);
  const after: Record<string, Entry> = Object.create(null);
  const others: [string, string][] = [];
  let fresh = 0;
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory;
    if (!isFolder && isSystem(realPathSync(path))) {
      throw new TypeError(special(path));
    }
    for (const listed of isFolder ? listEntries(path, { visible }) : [SELF]) {
      const { path: relative, kind } = listed;
      if (!visible && (kind === "litter" || kind === "folder")) continue;
      if (kind !== "file") {
        if (!visible) throw new TypeError(reasonFor(path, listed));
        others.push([relative, kind]);
        continue;
      }
      const known = Object.hasOwn(before, relative)
        ? before[relative]
        : undefined;
      const entry = digestFile(
        relative === "" ? path : join(path, relative),
        known,
      );
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
    .update(encodeData([
      ...names.map((at) => [at, after[at]!.digest]),
      ...others,
    ]))
    .digest("hex");
}

/** A file that stands for itself. */
const SELF: Listed = { path: "", kind: "file" };

function reasonFor(root: string, { path, kind }: Listed): string {
  const at = join(root, path);
  if (kind === "special") return special(at);
  return kind === "broken link"
    ? `${at} is a link that leads nowhere; mend or remove it`
    : `${escapeName(at)} has a name that is not UTF-8; rename it`;
}

function special(path: string): string {
  return `${path} is a device or a pipe, which has no content to go by; name a regular file, or a folder of such`;
}

function digestFile(path: string, known: Entry | undefined): Entry {
  const stamp = stampOf(path);
  if (known !== undefined && isTrusted(known, stamp)) return known;
  const hashed = Date.now();
  try {
    return { stamp, hashed, digest: hashFileSync(path).digest };
  } catch (cause) {
    if (!(cause instanceof PermissionDenied)) throw cause;
    throw new TypeError(
      `permission denied for file '${path}'; make it readable, or move it away`,
      { cause },
    );
  }
}

function isTrusted(known: Entry, stamp: Stamp): boolean {
  const changed = stamp[4];
  return changed > 0 && changed < known.hashed - SETTLE_MS &&
    stamp.every((part, i) => part === known.stamp[i]);
}

function stampOf(path: string): Stamp {
  const info = statSync(path);
  if (!info.isFile) throw new TypeError(special(path));
  return [
    info.dev,
    info.ino ?? 0,
    info.size,
    info.mtime?.getTime() ?? 0,
    info.ctime?.getTime() ?? 0,
  ];
}

function unreadable(path: string, cause: unknown): PipelineError {
  const why = cause instanceof NotFound
    ? "no such file or folder"
    : cause instanceof PermissionDenied
    ? "permission denied"
    : (cause as Error).message;
  return new PipelineError("misuse", `Cannot read ${path}: ${why}`, { cause });
}
