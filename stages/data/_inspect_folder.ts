import { join } from "node:path";
import sharp from "sharp";
import { quantile } from "../../lib/stats/quantile.ts";
import { bareContext } from "../../lib/dsl/bare_context.ts";
import { type Decoder, openDecoder } from "./_decode.ts";
import { countDuplicates, findDuplicates } from "./_duplicates.ts";
import { type Layout, layoutOf } from "./_folder_classes.ts";
import { listPictures, startOf } from "./_list_pictures.ts";
import { pictureKind } from "./_picture_kind.ts";
import { pictureSize } from "./_picture_size.ts";
import { problemsOf } from "./_folder_problems.ts";

/** Least, middle and greatest of some lengths, in pixels; 0 without any. */
export interface Extent {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** What a look at a folder of pictures finds. */
export interface FolderReport {
  /** Pictures that would be read. */
  readonly pictures: number;
  /** Those by format, such as `png`. */
  readonly formats: Readonly<Record<string, number>>;
  /** Files that are passed over, by kind. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Width as stored, before a picture is turned. */
  readonly width: Extent;
  /** Height as stored. */
  readonly height: Extent;
  /** The smaller of both. */
  readonly side: Extent;
  /** Whether any of those whose pixels were looked at has colours. */
  readonly coloured: boolean;
  /** Whether any of those is transparent somewhere. */
  readonly transparent: boolean;
  /** Pictures by class; empty without classes. */
  readonly classes: Readonly<Record<string, number>>;
  /** Whether folders can be read as classes: no picture lies beside them. */
  readonly labels: boolean;
  /** Parts that folders name. */
  readonly parts: readonly string[];
  /** Pictures whose pixels were looked at: all of few, some of many. */
  readonly looked: number;
  /** Of those, pictures that cannot be decoded. */
  readonly undecodable: readonly string[];
  /** Of those, pictures with the pixels of another, at 32×32. */
  readonly duplicates: number;
  /** Of those, further pictures that are nearly another. */
  readonly nearDuplicates: number;
  /** What should be seen to, one sentence each, with the remedy. */
  readonly problems: readonly string[];
}

/** Most pictures whose pixels are looked at. */
const PIXELS = 500;
/** Side at which pictures are looked at. */
const SIDE = 32;
/** Files after which signals are let in. */
const AT_ONCE = 200;
/** Levels by which channels differ in what counts as coloured. */
const COLOUR = 8;

/**
 * Looks at a folder before anything is made of it: names and headers of all
 * files, and pixels of 500. Of 20,000 pictures it takes a few seconds.
 *
 * @param root Absolute path
 * @param options `signal`: ends the look between files
 * @throws {TypeError} when it is no folder, or some pictures lie beside parts
 */
export async function inspectFolder(
  root: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<FolderReport> {
  // First: it lets libvips read pictures alone.
  const decoder = openDecoder({
    size: SIDE,
    channels: 3,
    fit: "contain",
    background: "#ffffff",
  });
  const listing = listPictures(root);
  const { pictures, passedOver } = listing;
  const { layout, labels } = labelledIfItCan(pictures, root);
  const counted = new Map<string, number>();
  const formats: Record<string, number> = {};
  const sizes: { readonly width: number; readonly height: number }[] = [];
  const headless: string[] = [];
  for (const [i, file] of pictures.entries()) {
    if (i % AT_ONCE === 0) await heed(signal);
    const name = layout.classOf(file);
    if (name !== undefined) counted.set(name, 1 + (counted.get(name) ?? 0));
    const path = join(root, file);
    const start = startOf(path);
    const format = pictureKind(start) ?? "unknown";
    formats[format] = (formats[format] ?? 0) + 1;
    const size = await pictureSize(start, path);
    if (size === undefined) headless.push(file);
    else sizes.push(size);
  }
  const classes = Object.fromEntries(counted);
  const seen = await lookAt(evenly(pictures, PIXELS), {
    root,
    decoder,
    signal,
  });
  return {
    pictures: pictures.length,
    formats,
    passedOver: Object.fromEntries(
      Object.entries(passedOver).map(([kind, paths]) => [kind, paths.length]),
    ),
    width: extentOf(sizes.map(({ width }) => width)),
    height: extentOf(sizes.map(({ height }) => height)),
    side: extentOf(sizes.map(({ width, height }) => Math.min(width, height))),
    ...seen,
    classes,
    labels,
    parts: layout.given,
    problems: [
      ...labels ? [] : [
        "some pictures lie beside class folders, so that none has a label; move them into a class to have labels",
      ],
      ...problemsOf({
        listing,
        layout,
        classes,
        damaged: [...new Set([...headless, ...seen.undecodable])],
      }),
    ],
  };
}

/** Classes by folders, unless some pictures lie beside those. */
function labelledIfItCan(
  pictures: readonly string[],
  root: string,
): { readonly layout: Layout; readonly labels: boolean } {
  const layout = layoutOf(pictures, { root, labels: false, splits: "auto" });
  try {
    return {
      layout: layoutOf(pictures, { root, labels: true, splits: "auto" }),
      labels: true,
    };
  } catch {
    return { layout, labels: false };
  }
}

async function heed(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

function extentOf(lengths: readonly number[]): Extent {
  if (lengths.length === 0) return { least: 0, median: 0, most: 0 };
  const sorted = lengths.toSorted((a, b) => a - b);
  return {
    least: sorted[0]!,
    median: Math.round(quantile(sorted, 0.5)),
    most: sorted.at(-1)!,
  };
}

/** Looks at the pixels of some pictures. */
async function lookAt(
  files: readonly string[],
  { root, decoder, signal }: {
    readonly root: string;
    readonly decoder: Decoder;
    readonly signal: AbortSignal | undefined;
  },
): Promise<
  Pick<
    FolderReport,
    | "looked"
    | "coloured"
    | "transparent"
    | "undecodable"
    | "duplicates"
    | "nearDuplicates"
  >
> {
  const undecodable: string[] = [];
  const decoded = new Uint8Array(files.length * decoder.bytes);
  let count = 0;
  let [coloured, transparent] = [false, false];
  for (const file of files) {
    signal?.throwIfAborted();
    try {
      const bytes = await Deno.readFile(join(root, file));
      const pixels = await decoder.decode(bytes);
      decoded.set(pixels, count++ * decoder.bytes);
      coloured ||= hasColour(pixels);
      const isOpaque = ["bmp", "pnm"].includes(pictureKind(bytes)!);
      transparent ||= !isOpaque && (await sharp(bytes).metadata()).hasAlpha;
    } catch {
      undecodable.push(file);
    }
  }
  const { duplicates, nearDuplicates } = await likenessOf(
    decoded.subarray(0, count * decoder.bytes),
    { count, signal },
  );
  return {
    looked: files.length,
    coloured,
    transparent,
    undecodable,
    duplicates,
    nearDuplicates,
  };
}

async function likenessOf(
  pixels: Uint8Array,
  { count, signal }: {
    readonly count: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Pick<FolderReport, "duplicates" | "nearDuplicates">> {
  if (count === 0) return { duplicates: 0, nearDuplicates: 0 };
  const found = countDuplicates(
    await findDuplicates({ pixels, shape: [count, SIDE, SIDE, 3] }, {
      near: "any",
      ctx: bareContext(signal === undefined ? {} : { signal }),
    }),
  );
  return {
    duplicates: found.duplicates!.value,
    nearDuplicates: found.nearDuplicates!.value,
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
