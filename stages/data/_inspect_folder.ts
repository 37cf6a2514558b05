import { join } from "node:path";
import sharp from "sharp";
import { openDecoder } from "./_decode.ts";
import { layoutOf } from "./_folder_classes.ts";
import { listPictures } from "./_list_pictures.ts";

/** What a look at a folder of pictures finds. */
export interface FolderReport {
  /** Pictures that would be read. */
  readonly pictures: number;
  /** Files that are passed over, by kind. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Smaller side of the pictures, in pixels, of those looked into. */
  readonly side: {
    readonly least: number;
    readonly median: number;
    readonly most: number;
  };
  /** Whether any of those looked into has colours. */
  readonly coloured: boolean;
  /** Whether any of those looked into is transparent somewhere. */
  readonly transparent: boolean;
  /** Pictures by class; empty without classes. */
  readonly classes: Readonly<Record<string, number>>;
  /** Parts that folders name. */
  readonly parts: readonly string[];
  /** Of those looked into, pictures that cannot be decoded. */
  readonly undecodable: readonly string[];
}

/** Most pictures whose headers are read, and whose pixels. */
const HEADERS = 1000;
const PIXELS = 64;

/** Levels by which channels differ in what counts as coloured. */
const COLOUR = 8;

/**
 * Looks at a folder before anything is made of it: names and first bytes of all
 * files, headers of a thousand, pixels of 64.
 *
 * @param root Absolute path
 * @throws {TypeError} when it is no folder of pictures, or some lie beside class
 * folders
 */
export async function inspectFolder(root: string): Promise<FolderReport> {
  const { pictures, passedOver } = listPictures(root);
  const layout = layoutOf(pictures, { root, labels: true, splits: "auto" });
  const classes: Record<string, number> = {};
  for (const file of pictures) {
    const name = layout.classOf(file);
    if (name !== undefined) classes[name] = (classes[name] ?? 0) + 1;
  }
  const sides: number[] = [];
  const undecodable: string[] = [];
  let transparent = false;
  for (const file of evenly(pictures, HEADERS)) {
    try {
      const { width, height, hasAlpha } = await sharp(join(root, file))
        .metadata();
      sides.push(Math.min(width, height));
      transparent ||= hasAlpha;
    } catch {
      // A bitmap, or damaged: its pixels tell.
    }
  }
  const decoder = openDecoder({
    size: 32,
    channels: 3,
    fit: "contain",
    background: "#ffffff",
  });
  let coloured = false;
  for (const file of evenly(pictures, PIXELS)) {
    try {
      const pixels = await decoder.decode(Deno.readFileSync(join(root, file)));
      coloured ||= hasColour(pixels);
    } catch {
      undecodable.push(file);
    }
  }
  sides.sort((a, b) => a - b);
  return {
    pictures: pictures.length,
    passedOver: Object.fromEntries(
      Object.entries(passedOver).map(([kind, paths]) => [kind, paths.length]),
    ),
    side: {
      least: sides[0] ?? 0,
      median: sides[sides.length >> 1] ?? 0,
      most: sides.at(-1) ?? 0,
    },
    coloured,
    transparent,
    classes,
    parts: layout.given,
    undecodable,
  };
}

function hasColour(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) {
    const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    if (Math.max(r, g, b) - Math.min(r, g, b) > COLOUR) return true;
  }
  return false;
}

/** At most so many of some files, at even distances. */
function evenly(files: readonly string[], most: number): string[] {
  const step = Math.max(1, files.length / most);
  return Array.from(
    { length: Math.min(most, files.length) },
    (_, i) => files[Math.floor(i * step)]!,
  );
}
