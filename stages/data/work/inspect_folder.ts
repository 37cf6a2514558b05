import { join } from "node:path";
import sharp from "sharp";
import { random } from "../../../lib/stats/random.ts";
import { quantile } from "../../../lib/stats/quantile.ts";
import { bareContext } from "../../../lib/dsl/bare_context.ts";
import { readFile } from "../../../lib/platform/files.ts";
import { type Decoder, openDecoder } from "./pictures/decode.ts";
import { countDuplicates, findDuplicates } from "./_duplicates.ts";
import { type Layout, layoutOf } from "./folder_classes.ts";
import { listPictures, passedOverText, startOf } from "./list_pictures.ts";
import { pictureKind } from "./pictures/picture_kind.ts";
import { pictureSize } from "./pictures/picture_size.ts";
import { problemsOf } from "./_folder_problems.ts";

/** Least, middle and greatest of some lengths, in pixels; 0 without any. */
export interface Extent {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** A picture that cannot be read. */
export interface Unreadable {
  /** Relative to the folder. */
  readonly path: string;
  readonly why: string;
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
  /** How parts are to be made: drawn where folders cannot be read as such. */
  readonly splits: "auto" | "random";
  /** What is passed over, in words, with the remedies; empty for nothing. */
  readonly passed: string;
  /** Pictures that cannot be read: by their headers, and some by their pixels. */
  readonly unreadable: readonly Unreadable[];
  /** Pictures whose pixels were looked at: all of few, some of many. */
  readonly looked: number;
  /** Of those, pictures that can be decoded. */
  readonly decoded: number;
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
 * files, and pixels of 500 that are drawn at random. Of 20,000 pictures it takes
 * a few seconds.
 *
 * @param root Absolute path
 * @param options `signal`: ends the look between files
 * @throws {TypeError} when it is no folder
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
  const { layout, labels, splits, beside } = labelledIfItCan(pictures, root);
  const counted = new Map<string, number>();
  const formats: Record<string, number> = {};
  const sizes: { readonly width: number; readonly height: number }[] = [];
  const unreadable: Unreadable[] = [];
  const drawn = new Set(someOf(pictures, PIXELS));
  for (const [i, file] of pictures.entries()) {
    if (i % AT_ONCE === 0) await heed(signal);
    const name = layout.classOf(file);
    if (name !== undefined) counted.set(name, 1 + (counted.get(name) ?? 0));
    const path = join(root, file);
    const start = startOf(path);
    const format = pictureKind(start) ?? "unknown";
    formats[format] = (formats[format] ?? 0) + 1;
    const size = await pictureSize(start, path);
    if (size !== undefined) sizes.push(size);
    else if (!drawn.has(file)) {
      const pixels = await pixelsOf(path, decoder);
      if (pixels.why !== undefined) {
        unreadable.push({ path: file, why: pixels.why });
      }
    }
  }
  const classes = Object.fromEntries(counted);
  const { damaged, ...seen } = await lookAt([...drawn], {
    root,
    decoder,
    signal,
  });
  unreadable.push(...damaged);
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
    splits,
    passed: passedOverText(passedOver),
    unreadable,
    problems: [
      ...beside,
      ...labels ? [] : [
        "some pictures lie beside class folders, so that none has a label; move them into a class to have labels",
      ],
      ...problemsOf({
        listing,
        layout,
        classes,
        unreadable,
      }),
    ],
  };
}

/** How folders can be read: as parts and classes, if nothing lies beside those. */
function labelledIfItCan(
  pictures: readonly string[],
  root: string,
): {
  readonly layout: Layout;
  readonly labels: boolean;
  readonly splits: "auto" | "random";
  /** What is to be told of parts. */
  readonly beside: readonly string[];
} {
  const read = (labels: boolean, splits: "auto" | "random") => {
    try {
      return layoutOf(pictures, { root, labels, splits });
    } catch {
      return undefined;
    }
  };
  const areParts = read(false, "auto") !== undefined;
  const splits = areParts ? "auto" : "random";
  const layout = read(true, splits);
  return {
    layout: layout ?? layoutOf(pictures, { root, labels: false, splits }),
    labels: layout !== undefined,
    splits,
    beside: areParts ? [] : [
      "some pictures lie beside folders that are called as parts are, such as 'train' and 'test', so that parts are drawn from all; move them away to have those parts",
    ],
  };
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
    | "decoded"
    | "coloured"
    | "transparent"
    | "duplicates"
    | "nearDuplicates"
  > & {
    readonly damaged: readonly Unreadable[];
  }
> {
  const damaged: Unreadable[] = [];
  const decoded = new Uint8Array(files.length * decoder.bytes);
  let count = 0;
  let [coloured, transparent] = [false, false];
  for (const file of files) {
    signal?.throwIfAborted();
    const { pixels, why, bytes } = await pixelsOf(join(root, file), decoder);
    if (pixels === undefined) {
      damaged.push({ path: file, why });
      continue;
    }
    decoded.set(pixels, count++ * decoder.bytes);
    coloured ||= hasColour(pixels);
    const isOpaque = ["bmp", "pnm"].includes(pictureKind(bytes)!);
    transparent ||= !isOpaque && (await sharp(bytes).metadata()).hasAlpha;
  }
  const { duplicates, nearDuplicates } = await likenessOf(
    decoded.subarray(0, count * decoder.bytes),
    { count, signal },
  );
  return {
    looked: files.length,
    decoded: count,
    coloured,
    transparent,
    damaged,
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

/** Pixels of a file, or why there are none. */
async function pixelsOf(path: string, decoder: Decoder): Promise<
  | { readonly pixels: Uint8Array; readonly bytes: Uint8Array; why?: undefined }
  | { readonly pixels?: undefined; readonly bytes?: undefined; why: string }
> {
  try {
    const bytes = await readFile(path);
    return { pixels: await decoder.decode(bytes), bytes };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** At most so many of some files, drawn at random, the same each time. */
function someOf(files: readonly string[], most: number): string[] {
  if (files.length <= most) return [...files];
  const words = random(0n, "looked").words(new Uint32Array(files.length));
  return [...files.keys()].sort((a, b) => words[a]! - words[b]!)
    .slice(0, most).sort((a, b) => a - b).map((at) => files[at]!);
}
