import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { StageContext } from "../../lib/dsl/context.ts";
import { takeRows } from "../../lib/nn/batches.ts";
import { listFiles } from "../../lib/run/list_files.ts";
import type { ImageSet } from "../kinds.ts";
import { type Decoder, openDecoder } from "./_decode.ts";
import {
  countDuplicates,
  findDuplicates,
  logDuplicates,
} from "./_duplicates.ts";
import { splitByContent } from "./_split.ts";

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
  readonly duplicates: "near" | "equal";
  readonly corrupt: "fail" | "skip";
}

const PICTURE = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
/** Most bytes of one picture's file. */
const MOST_BYTES = 256 * 1024 * 1024;
/** File names in one message. */
const NAMED = 5;

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
  const files = pictureFiles(root, ctx);
  const { classOf, classes } = classesOf(files, { root, ...config });
  const digests: string[] = [];
  for (const file of files) {
    const { size } = await Deno.stat(join(root, file));
    if (size > MOST_BYTES) {
      throw new RangeError(
        `Cannot read picture '${
          join(root, file)
        }': expected at most ${MOST_BYTES} bytes, got ${size}; remove it or make it smaller`,
      );
    }
    const bytes = await Deno.readFile(join(root, file));
    digests.push(createHash("sha256").update(bytes).digest("hex"));
    ctx.signal.throwIfAborted();
  }
  const options = { root, config, ctx };
  const { train, validation, test } = split(digests, options);
  const wanted = [...train, ...validation, ...test];
  const decoded = await decodeAll(
    wanted.map((index) => join(root, files[index]!)),
    { decoder: openDecoder(config), ctx },
  );
  report(decoded.bad, { corrupt: config.corrupt, ctx });
  const spoilt = new Set(decoded.bad.map(({ at }) => at));
  const good = [...wanted.keys()].filter((at) => !spoilt.has(at));
  const { size, channels } = config;
  const found = await findDuplicates({
    pixels: takeRows(decoded.pixels, good, size * size * channels),
    shape: [good.length, size, size, channels],
  }, { near: config.duplicates === "near" ? "any" : "none", ctx });
  const scores = countDuplicates(found);
  logDuplicates(scores, ctx);
  const chosen = split(good.map((at) => digests[wanted[at]!]!), {
    ...options,
    groups: found.groups,
  });
  const part = (name: keyof typeof chosen): ImageSet => {
    const places = chosen[name].map((index) => good[index]!);
    return {
      pixels: takeRows(decoded.pixels, places, size * size * channels),
      shape: [places.length, size, size, channels],
      labels: classes.length === 0
        ? undefined
        : Int32Array.from(places, (at) => classOf(files[wanted[at]!]!)),
      classes,
    };
  };
  return {
    train: part("train"),
    validation: part("validation"),
    test: part("test"),
    scores,
  };
}

/** Pictures below a folder, relative to it, in a fixed order. */
function pictureFiles(root: string, ctx: StageContext): string[] {
  let all: string[];
  try {
    if (Deno.statSync(root).isFile) {
      throw new TypeError("it is a file; give the folder that it lies in");
    }
    all = listFiles(root);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "no such folder; check 'path'"
      : (cause as Error).message;
    throw new TypeError(`Cannot read folder '${root}': ${why}`, { cause });
  }
  const pictures = all.filter((name) => PICTURE.test(name));
  const others = all.filter((name) => !PICTURE.test(name));
  if (pictures.length === 0) {
    const found = others.length === 0 ? "it is empty" : `got ${some(others)}`;
    throw new RangeError(
      `Cannot read folder '${root}': expected PNG, JPEG, WebP, GIF, TIFF or AVIF files, but ${found}`,
    );
  }
  if (others.length > 0) ctx.log(`passes over ${some(others)}: no pictures`);
  return pictures;
}

/** Classes by the first folder of a file's path. */
function classesOf(
  files: readonly string[],
  { root, labels }: { readonly root: string; readonly labels: boolean },
) {
  const folderOf = (file: string) =>
    file.includes("/") ? file.slice(0, file.indexOf("/")) : undefined;
  const nested = files.filter((file) => folderOf(file) !== undefined);
  if (!labels || nested.length === 0) {
    return { classes: [], classOf: () => 0 };
  }
  const loose = files.find((file) => folderOf(file) === undefined);
  if (loose !== undefined) {
    throw new TypeError(
      `Cannot label picture '${
        join(root, loose)
      }': it lies beside the class folder '${
        folderOf(nested[0]!)
      }'; move it into a class or set 'labels' to false`,
    );
  }
  const classes = [...new Set(nested.map((file) => folderOf(file)!))].sort();
  return {
    classes,
    classOf: (file: string) => classes.indexOf(folderOf(file)!),
  };
}

function split(
  digests: readonly string[],
  { root, config, ctx, groups }: {
    readonly root: string;
    readonly config: FolderConfig;
    readonly ctx: StageContext;
    readonly groups?: readonly number[];
  },
) {
  try {
    return splitByContent(digests, { ...config, seed: ctx.seed, groups });
  } catch (cause) {
    throw new RangeError(
      `Cannot split the pictures of folder '${root}': ${
        (cause as Error).message
      }; add pictures`,
      { cause },
    );
  }
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
        pixels.set(await decoder.decode(path), at * decoder.bytes);
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
  if (corrupt === "skip") return;
  const others = bad.length === 1
    ? ""
    : `, and ${bad.length - 1} more (see the log)`;
  throw new TypeError(
    `Cannot decode picture '${first.path}'${others}: ${
      first.why.split("\n")[0]
    }; replace or remove it, or set 'corrupt' to skip`,
  );
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => `'${name}'`).join(", ");
  const rest = names.length - NAMED;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
