import { join } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { NotFound, PermissionDenied } from "../../../lib/platform/errors.ts";
import { openSync, statSync } from "../../../lib/platform/files.ts";
import { escapeName } from "../../../lib/run/cache/escape_name.ts";
import {
  type Entry,
  listEntries,
} from "../../../lib/run/cache/list_entries.ts";
import { pictureKind, SNIFFED, UNREAD } from "./pictures/picture_kind.ts";

/** Names by which a file passes for a picture, whatever it holds. */
const PICTURE =
  /\.(png|jpe?g|jfif|jpe|webp|gif|tiff?|avif|bmp|dib|pgm|ppm|pnm)$/i;

/** Cameras' own formats look like TIFF, and hold a small preview first. */
const RAW = /\.(dng|cr2|nef|nrw|arw|srf|sr2|pef|srw|orf|rw2|raf|3fr|iiq)$/i;

/** Copies that are not finished, or not meant. */
const UNFINISHED = /\.(part|partial|crdownload|download|tmp|temp|bak|orig)$/i;

/** What to do about kinds of files that are passed over. */
export const REMEDIES: Readonly<Record<string, string>> = {
  ...UNREAD,
  ...Object.fromEntries(
    [".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"].map((kind) => [
      kind,
      "an archive: unpack it",
    ]),
  ),
  ".pdf": "a document: export its pages as PNG",
};

/** Names in one message. */
const NAMED = 5;

/** What a folder holds. */
export interface Listing {
  /** Pictures, relative to the folder, in a fixed order. */
  readonly pictures: readonly string[];
  /** What is passed over, by kind, such as `hidden` or `.txt`. */
  readonly passedOver: Readonly<Record<string, readonly string[]>>;
  /** Folders that were looked into, relative, empty ones too. */
  readonly folders: readonly string[];
}

/**
 * Pictures below a folder, by what they hold: a picture counts under any name,
 * and a file with a picture's name counts as one, if damaged.
 *
 * @throws {TypeError} when it is no folder, or holds devices of the system, or
 * an entry cannot be read; the message names it
 */
export function listPictures(root: string): Listing {
  const pictures: string[] = [];
  const folders: string[] = [];
  const passedOver: Record<string, string[]> = {};
  try {
    for (const entry of entriesOf(root)) {
      if (entry.kind === "folder") {
        folders.push(entry.path);
        continue;
      }
      const why = passingOver(root, entry);
      if (why === undefined) pictures.push(entry.path);
      else (passedOver[why] ??= []).push(entry.path);
    }
  } catch (cause) {
    const why = cause instanceof NotFound
      ? "no such folder; check 'path'"
      : (cause as Error).message;
    throw new TypeError(`Cannot read folder '${root}': ${why}`, { cause });
  }
  return { pictures, passedOver, folders };
}

function entriesOf(root: string): Iterable<Entry> {
  const { isDirectory, isFile } = statSync(root);
  if (isDirectory) return listEntries(root, { visible: true });
  throw new TypeError(
    isFile
      ? "it is a file; give the folder that it lies in"
      : "it is a device or a pipe; give a folder",
  );
}

/** Why an entry is no picture to read; undefined for one that is. */
function passingOver(root: string, { path, kind }: Entry): string | undefined {
  if (kind === "litter") return "desktop file";
  if (kind !== "file") return kind;
  if (RAW.test(path)) return "raw";
  if (UNFINISHED.test(path)) return "unfinished";
  const found = pictureKind(startOf(join(root, path)));
  if (found !== undefined && !(found in UNREAD)) return undefined;
  // With a picture's name it counts as a damaged one, as SVG in a PNG does.
  if (PICTURE.test(path)) return undefined;
  const ending = /\.[a-z0-9]{1,9}$/i.exec(path)?.[0].toLowerCase();
  return found ?? ending ?? "no picture";
}

/** The first bytes of a file, from which its format is told. */
export function startOf(path: string): Uint8Array {
  try {
    using file = openSync(path);
    const bytes = new Uint8Array(SNIFFED);
    return bytes.subarray(0, file.readSync(bytes) ?? 0);
  } catch (cause) {
    if (!(cause instanceof PermissionDenied)) throw cause;
    throw new TypeError(
      `permission denied for file '${path}'; make it readable, or move it away`,
      { cause },
    );
  }
}

/** One sentence about what is passed over; empty for nothing. */
export function passedOverText(
  passedOver: Listing["passedOver"],
): string {
  return Object.entries(passedOver).map(([kind, paths]) => {
    const remedy = Object.hasOwn(REMEDIES, kind) ? ` (${REMEDIES[kind]})` : "";
    return `${paths.length} ${kind}${remedy}: ${some(paths)}`;
  }).join("; ");
}

/** Tells what is passed over. */
export function tellPassedOver(listing: Listing, ctx: StageContext): void {
  const text = passedOverText(listing.passedOver);
  if (text !== "") ctx.tell(`passes over ${text}`);
}

/** A few names, those that are not UTF-8 with their place marked. */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED)
    .map((name) => `'${escapeName(name)}'`).join(", ");
  const rest = names.length - NAMED;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
