import {
  type DirEntry,
  exists,
  type FileInfo,
  realPathSync,
  statSync,
} from "../../platform/files.ts";

/** What stands under a name in a folder. */
export type EntryKind =
  | "file"
  | "folder"
  /** Its name says that it is not meant to be seen. */
  | "hidden"
  /** Left behind by a desktop, such as `.DS_Store`. */
  | "litter"
  /** A device, pipe or socket, or a link to one: reading it may never end. */
  | "special"
  /** A link that leads nowhere. */
  | "broken link"
  /** A name that is not UTF-8: it cannot be opened. */
  | "unreadable name";

/** Folders of the system, whose entries are nobody's files. */
const SYSTEM = /^\/(dev|proc|sys)(\/(?!shm(\/|$))|$)/;

/** Whether a path without links leads to what the system shows as files. */
export function isSystem(real: string): boolean {
  return SYSTEM.test(real);
}

/** Looks what an entry of a folder is, without opening it. */
export function describeEntry(
  path: string,
  entry: DirEntry,
): EntryKind {
  // Deno puts this character where bytes of a name are not UTF-8.
  if (entry.name.includes("\uFFFD") && !exists(path)) return "unreadable name";
  if (!entry.isSymlink) {
    if (entry.isFile) return "file";
    if (!entry.isDirectory) return "special";
    return isSystem(realPathSync(path)) ? "special" : "folder";
  }
  const info = followed(path);
  if (info === undefined) return "broken link";
  if (isSystem(realPathSync(path))) return "special";
  if (info.isDirectory) return "folder";
  return info.isFile ? "file" : "special";
}

function followed(path: string): FileInfo | undefined {
  try {
    return statSync(path);
  } catch {
    // Nothing is there, a circle of links, or a folder that cannot be entered.
    return undefined;
  }
}
