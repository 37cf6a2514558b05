import { join } from "node:path";

const MAX_DEPTH = 64;

/** What desktops leave behind. */
const LITTER = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

/** What stands under a name in a folder, besides folders. */
export type EntryKind =
  | "file"
  /** A device, pipe or socket, or a link to one: reading it may never end. */
  | "special"
  /** A link that leads nowhere. */
  | "broken link"
  /** A name that is not UTF-8: it cannot be opened. */
  | "unreadable name";

/** An entry below a folder. */
export interface Entry {
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  /** What stands there. */
  readonly kind: EntryKind;
}

/** Folders of the system, whose entries are not files of anybody. */
const SYSTEM = /^\/(dev|proc|sys)(\/(?!shm(\/|$))|$)/;

/**
 * Everything below a folder but folders, in a fixed order; links are followed,
 * and what desktops leave behind is passed over.
 *
 * @param root The folder
 * @throws {RangeError} when folders are nested without end
 * @throws {TypeError} when it is a folder of devices
 */
export function listEntries(root: string): Entry[] {
  const real = Deno.realPathSync(root);
  if (SYSTEM.test(real)) {
    throw new TypeError(
      `${real} holds devices of the system; name a folder of your own files`,
    );
  }
  return listBelow(root, "", 0);
}

/**
 * Files below a folder, relative, in a fixed order; what is no regular file is
 * left out.
 *
 * @param root The folder
 * @throws {RangeError} when folders are nested without end
 * @throws {TypeError} when it is a folder of devices
 */
export function listFiles(root: string): string[] {
  return listEntries(root).filter(({ kind }) => kind === "file")
    .map(({ path }) => path);
}

function listBelow(root: string, prefix: string, depth: number): Entry[] {
  if (depth > MAX_DEPTH) {
    throw new RangeError(`more than ${MAX_DEPTH} folders deep, or a loop`);
  }
  const names = [...Deno.readDirSync(join(root, prefix))]
    .filter(({ name }) => !LITTER.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.flatMap((entry): Entry[] => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const { isFile, isDirectory } = entry.isSymlink ||
        entry.name.includes("\uFFFD")
      ? found(join(root, path)) ?? { isFile: false, isDirectory: undefined }
      : entry;
    if (isDirectory) return listBelow(root, path, depth + 1);
    if (isFile) return [{ path, kind: "file" }];
    const isMissing = isDirectory === undefined;
    return [{
      path,
      kind: !isMissing
        ? "special"
        : entry.isSymlink
        ? "broken link"
        : "unreadable name",
    }];
  });
}

function found(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    // A link in a circle leads nowhere either.
    if (/too many levels|symbolic link|ELOOP/i.test(String(error))) {
      return undefined;
    }
    throw error;
  }
}
