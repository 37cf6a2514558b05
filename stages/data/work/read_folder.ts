import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import type { ImageSet } from "../../kinds/mod.ts";
import { readFile, stat } from "../../../lib/platform/files.ts";
import { type Decoder, openDecoder } from "./pictures/decode.ts";
import {
  countDuplicates,
  findDuplicates,
  tellDuplicates,
} from "./_duplicates.ts";
import { type Layout, layoutOf, type PartName } from "./folder_classes.ts";
import { type FolderParts, folderParts } from "./folder_parts.ts";
import {
  type Listing,
  listPictures,
  passedOverText,
  some,
  tellPassedOver,
} from "./list_pictures.ts";

/** Settings of `data.folder`. */
export interface FolderConfig {
  readonly path: string;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly fit: "cover" | "contain";
  readonly background: string;
  readonly validation: number;
  readonly test: number;
  readonly limit?: number | undefined;
  readonly labels: boolean;
  readonly splits: "auto" | "folders" | "random";
  readonly duplicates: "near" | "equal";
  readonly corrupt: "fail" | "skip";
}

/** Most bytes of one picture's file. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Fewest pictures of which parts can be made. */
const LEAST = 3;

/** A picture that could not be decoded. */
interface Bad {
  /** Its position among the pictures that were wanted. */
  readonly at: number;
  readonly path: string;
  readonly why: string;
}

/** Reads the pictures of `data.folder`. */
export async function readFolder({ config, ctx }: {
  readonly config: FolderConfig;
  readonly ctx: StageContext;
}) {
  const root = resolve(ctx.directory, config.path);
  const listing = listPictures(root);
  tellPassedOver(listing, ctx);
  const files = picturesOf(listing, root);
  const layout = layoutOf(files, { root, ...config });
  const digests: string[] = [];
  for (const file of files) {
    digests.push(
      createHash("sha256").update(await bytesOf(join(root, file))).digest(
        "hex",
      ),
    );
    ctx.signal.throwIfAborted();
  }
  const options = { root, config, seed: ctx.seed, layout, files, digests };
  const decoder = openDecoder(config);
  const first = await firstParts(options, decoder);
  const wanted = [...first.train, ...first.validation, ...first.test];
  const decoded = await decodeAll(
    wanted.map((index) => join(root, files[index]!)),
    { decoder, ctx },
  );
  report(decoded.bad, { corrupt: config.corrupt, ctx });
  const spoilt = new Set(decoded.bad.map(({ at }) => at));
  const good = [...wanted.keys()].filter((at) => !spoilt.has(at));
  if (good.length < LEAST && decoded.bad.length > 0) {
    throw unreadable(root, decoded.bad, good.length);
  }
  const { size, channels } = config;
  const found = await findDuplicates({
    pixels: takeRows(decoded.pixels, good, size * size * channels),
    shape: [good.length, size, size, channels],
  }, { near: nearness(config, layout), ctx });
  const counts = countDuplicates(found);
  tellDuplicates(counts, ctx);
  const chosen = folderParts(good.map((at) => wanted[at]!), {
    ...options,
    groups: found.groups,
  });
  if (chosen.dropped > 0) {
    ctx.tell(
      `left out of a part ${chosen.dropped} pictures whose like lies in a later one; nothing is both trained on and held out`,
    );
  }
  const classes = classesOf(good.map((at) => files[wanted[at]!]!), layout);
  const left = new Set(files.keys()).difference(new Set(wanted));
  tellDropped(
    classesOf([...files, ...foldersAsFiles(listing)], layout),
    [...classes, ...classesOf([...left].map((at) => files[at]!), layout)],
    ctx,
  );
  const place = new Map(good.map((at) => [wanted[at]!, at]));
  const part = (name: PartName): ImageSet => {
    const members = chosen[name];
    return {
      pixels: takeRows(
        decoded.pixels,
        members.map((index) => place.get(index)!),
        size * size * channels,
      ),
      shape: [members.length, size, size, channels],
      labels: classes.length === 0 ? undefined : Int32Array.from(
        members,
        (index) => classes.indexOf(layout.classOf(files[index]!)!),
      ),
      classes,
    };
  };
  const passed = Object.values(listing.passedOver).flat().length;
  return {
    train: part("train"),
    validation: part("validation"),
    test: part("test"),
    scores: {
      ...counts,
      ...Object.fromEntries(
        Object.entries(listing.passedOver).map(([kind, paths]) => [
          `passedOver[${kind}]`,
          { value: paths.length },
        ]),
      ),
      passedOver: { value: passed },
      undecodable: { value: decoded.bad.length },
      acrossParts: { value: chosen.dropped },
    },
  };
}

/**
 * Parts as they are before anything is decoded.
 *
 * @throws {TypeError} when there are too few for the files cannot be read
 * @throws {RangeError} when there are too few of other reasons
 */
async function firstParts(
  options: Parameters<typeof folderParts>[1],
  decoder: Decoder,
): Promise<FolderParts> {
  const { root, files, digests } = options;
  try {
    return folderParts([...files.keys()], options);
  } catch (error) {
    const places = Map.groupBy(files.keys(), (at) => digests[at]!);
    if (places.size >= LEAST) throw error;
    const bad: Bad[] = [];
    for (const same of places.values()) {
      const path = join(root, files[same[0]!]!);
      await readFile(path).then((file) => decoder.decode(file))
        .catch(({ message: why }: Error) => {
          bad.push(...same.map((at) => ({ at, path, why })));
        });
    }
    if (bad.length === 0) throw error;
    throw unreadable(root, bad, files.length - bad.length);
  }
}

function unreadable(
  root: string,
  bad: readonly Bad[],
  good: number,
): TypeError {
  const { path, why } = bad[0]!;
  return new TypeError(
    `Cannot read folder '${root}': expected at least ${LEAST} pictures that can be read, got ${good} of ${
      good + bad.length
    }, and '${path}' cannot: ${why}; replace them`,
  );
}

/**
 * Parts that others made are looked through more strictly: a group that grows
 * from one likeness to the next would take too much of them.
 */
function nearness(
  { duplicates }: FolderConfig,
  { given }: Layout,
): "any" | "strict" | "none" {
  if (duplicates === "equal") return "none";
  return given.length > 0 ? "strict" : "any";
}

/** Folders in the form of files that lie in them. */
function foldersAsFiles({ folders }: Listing): string[] {
  return folders.map((path) => `${path}/`);
}

function picturesOf(listing: Listing, root: string): readonly string[] {
  if (listing.pictures.length > 0) return listing.pictures;
  const others = passedOverText(listing.passedOver);
  throw new RangeError(
    `Cannot read folder '${root}': expected PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM files, but ${
      others === "" ? "it is empty" : `got ${others}`
    }`,
  );
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size <= MOST_BYTES) return await readFile(path);
  throw new RangeError(
    `Cannot read picture '${path}': expected at most ${MOST_BYTES} bytes, got ${size}; remove it or make it smaller`,
  );
}

/** Classes that pictures were read of, in the order of their names. */
function classesOf(files: readonly string[], { classOf }: Layout): string[] {
  return [...new Set(files.flatMap((file) => classOf(file) ?? []))].sort();
}

/** Tells classes of which there is no picture, drawn or not. */
function tellDropped(
  named: readonly string[],
  found: readonly string[],
  ctx: StageContext,
): void {
  const empty = named.filter((name) => !found.includes(name));
  if (empty.length === 0) return;
  ctx.tell(`drops classes without a picture that can be read: ${some(empty)}`);
}

/** Decodes files into one array, a few at a time. */
async function decodeAll(
  paths: readonly string[],
  { decoder, ctx }: {
    readonly decoder: Decoder;
    readonly ctx: StageContext;
  },
): Promise<{ pixels: Uint8Array; bad: Bad[] }> {
  const pixels = new Uint8Array(paths.length * decoder.bytes);
  const bad: Bad[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < paths.length) {
      ctx.signal.throwIfAborted();
      const at = next++;
      const path = paths[at]!;
      try {
        const file = await readFile(path);
        pixels.set(await decoder.decode(file), at * decoder.bytes);
      } catch (error) {
        bad.push({ at, path, why: (error as Error).message });
      }
      ctx.progress({ done: ++done, total: paths.length, unit: "picture" });
    }
  };
  await Promise.all(Array.from({ length: 2 * ctx.threads }, work));
  return { pixels, bad: bad.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function report(
  bad: readonly Bad[],
  { corrupt, ctx }: {
    readonly corrupt: FolderConfig["corrupt"];
    readonly ctx: StageContext;
  },
): void {
  const [first] = bad;
  if (first === undefined) return;
  for (const { path, why } of bad) ctx.log(`cannot decode '${path}': ${why}`);
  if (corrupt === "skip") {
    ctx.tell(
      `skips what cannot be decoded: ${some(bad.map(({ path }) => path))}`,
    );
    return;
  }
  const others = bad.length === 1
    ? ""
    : `, and ${bad.length - 1} more (see the log)`;
  throw new TypeError(
    `Cannot decode picture '${first.path}'${others}: ${first.why}; replace or remove it, or set 'corrupt' to skip`,
  );
}
