import { join } from "node:path";
import type { StageContext } from "../../lib/dsl/context.ts";
import { type Entry, listEntries } from "../../lib/run/list_files.ts";
import { pictureKind, SNIFFED, UNREAD } from "./_picture_kind.ts";

/** Names by which a file passes for a picture, whatever it holds. */
const PICTURE = /\.(png|jpe?g|jfif|jpe|webp|gif|tiff?|avif|bmp|dib)$/i;

/** Folders that systems and programs keep beside pictures. */
const KEPT_ASIDE = new Set(["__MACOSX", "@eaDir", "$RECYCLE.BIN"]);

/** Names in one message. */
const NAMED = 5;

/** What a folder holds. */
export interface Listing {
  /** Pictures, relative to the folder, in a fixed order. */
  readonly pictures: readonly string[];
  /** What is passed over, by kind, such as `hidden` or `.txt`. */
  readonly passedOver: Readonly<Record<string, readonly string[]>>;
}

/**
 * Pictures below a folder, by what they hold: a picture counts under any name,
 * and a file with a picture's name counts as one, if damaged.
 *
 * @throws {TypeError} when it is no folder, or holds devices of the system
 */
export function listPictures(root: string): Listing {
  const entries = entriesOf(root);
  const pictures: string[] = [];
  const passedOver: Record<string, string[]> = {};
  for (const entry of entries) {
    const why = passingOver(root, entry);
    if (why === undefined) pictures.push(entry.path);
    else (passedOver[why] ??= []).push(entry.path);
  }
  return { pictures, passedOver };
}

function entriesOf(root: string): Entry[] {
  try {
    const { isDirectory, isFile } = Deno.statSync(root);
    if (isDirectory) return listEntries(root);
    throw new TypeError(
      isFile
        ? "it is a file; give the folder that it lies in"
        : "it is a device or a pipe; give a folder",
    );
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "no such folder; check 'path'"
      : (cause as Error).message;
    throw new TypeError(`Cannot read folder '${root}': ${why}`, { cause });
  }
}

/** Why an entry is no picture to read; undefined for one that is. */
function passingOver(root: string, { path, kind }: Entry): string | undefined {
  const isAside = path.split("/").some((name) =>
    name.startsWith(".") || KEPT_ASIDE.has(name)
  );
  if (isAside) return "hidden";
  if (kind !== "file") return kind;
  const found = pictureKind(startOf(join(root, path)));
  // What is called a picture and cannot be read is told of when it is decoded.
  if (PICTURE.test(path)) return undefined;
  if (found !== undefined) return found in UNREAD ? found : undefined;
  return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "no picture";
}

function startOf(path: string): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(SNIFFED);
  return bytes.subarray(0, file.readSync(bytes) ?? 0);
}

/** One sentence about what is passed over; empty for nothing. */
export function passedOverText(
  passedOver: Listing["passedOver"],
): string {
  return Object.entries(passedOver).map(([kind, paths]) => {
    const remedy = kind in UNREAD
      ? ` (${UNREAD[kind as keyof typeof UNREAD]})`
      : "";
    return `${paths.length} ${kind}${remedy}: ${some(paths)}`;
  }).join("; ");
}

/** Logs what is passed over. */
export function logPassedOver(listing: Listing, ctx: StageContext): void {
  const text = passedOverText(listing.passedOver);
  if (text !== "") ctx.log(`passes over ${text}`);
}

/** A few names, those that are not UTF-8 with their place marked. */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED)
    .map((name) => `'${name.replaceAll("\uFFFD", "\\ufffd")}'`).join(", ");
  const rest = names.length - NAMED;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
