import { join } from "node:path";
import { PermissionDenied } from "../../platform/errors.ts";
import {
  type DirEntry,
  readDirSync,
  realPathSync,
  statSync,
} from "../../platform/files.ts";
import { describeEntry, type EntryKind, isSystem } from "./_entry_kind.ts";
import { asideKind } from "./_aside.ts";

const MAX_DEPTH = 64;

/** An entry below a folder. */
export interface Entry {
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  /** What stands there. */
  readonly kind: EntryKind;
}

/** A folder on the way down. */
interface Place {
  readonly root: string;
  /** Relative to the root; empty for the root. */
  readonly path: string;
  /** Device and inode of the folders that it lies in, itself included. */
  readonly above: readonly string[];
}

/**
 * Everything below a folder, in a fixed order; links are followed. An entry is
 * told as soon as it is found, so that a caller can stop in between.
 *
 * @param root The folder
 * @param options `visible`: hidden entries are told and not looked into; what
 * desktops leave behind is told apart from files in any case
 * @throws {RangeError} when folders are nested without end
 * @throws {TypeError} when the root is a folder of devices, or a folder cannot
 * be read; the message names it
 */
export function* listEntries(
  root: string,
  { visible = false }: { readonly visible?: boolean } = {},
): Generator<Entry> {
  const real = realPathSync(root);
  if (isSystem(real)) {
    throw new TypeError(
      `${real} holds devices of the system; name a folder of your own files`,
    );
  }
  yield* listBelow({ root, path: "", above: [identityOf(root)] }, visible);
}

function* listBelow(
  { root, path: folder, above }: Place,
  visible: boolean,
): Generator<Entry> {
  for (const entry of sortedEntries(join(root, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const aside = asideKind(entry.name);
    if (aside === "litter" || (visible && aside !== undefined)) {
      yield { path, kind: aside };
      continue;
    }
    const kind = describeEntry(join(root, path), entry);
    yield { path, kind };
    if (kind !== "folder") continue;
    const own = identityOf(join(root, path));
    if (above.length > MAX_DEPTH || above.includes(own)) {
      throw new RangeError(
        `'${
          join(root, path)
        }' lies more than ${MAX_DEPTH} folders deep, or a loop of links leads to it; remove it`,
      );
    }
    yield* listBelow({ root, path, above: [...above, own] }, visible);
  }
}

function sortedEntries(folder: string): DirEntry[] {
  try {
    return [...readDirSync(folder)]
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (!(cause instanceof PermissionDenied)) throw cause;
    throw new TypeError(
      `permission denied for folder '${folder}'; make it readable, or move it away`,
      { cause },
    );
  }
}

/** What tells a folder from all others. */
function identityOf(path: string): string {
  const { dev, ino } = statSync(path);
  return ino === null ? realPathSync(path) : `${dev} ${ino}`;
}
