import { join } from "node:path";

/** Parts of a data set that folders may name. */
export type PartName = "train" | "validation" | "test";

const PARTS: readonly (readonly [PartName, RegExp])[] = [
  ["train", /^train(ing)?$/i],
  ["validation", /^(val|valid|validation|dev)$/i],
  ["test", /^test(ing)?$/i],
];

/** Where pictures belong, by their folders. */
export interface Layout {
  /** The part that the first folder names; undefined where parts are drawn. */
  readonly partOf: (file: string) => PartName | undefined;
  /** The folder that is a picture's class; undefined without classes. */
  readonly classOf: (file: string) => string | undefined;
  /** Parts that folders name. */
  readonly given: readonly PartName[];
}

/** First folder of a path. */
function first(file: string): string | undefined {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : undefined;
}

/**
 * Reads parts and classes from the folders that pictures lie in. Folders are
 * parts when their names say so, one is for training, and there is nothing else;
 * classes are the folders below.
 *
 * @throws {TypeError} when a picture lies beside class folders, or parts were
 * asked for and folders do not name them
 */
export function layoutOf(
  files: readonly string[],
  { root, labels, splits }: {
    readonly root: string;
    readonly labels: boolean;
    readonly splits: "auto" | "folders" | "random";
  },
): Layout {
  const partOf = (file: string) => {
    const folder = first(file);
    return folder === undefined
      ? undefined
      : PARTS.find(([, pattern]) => pattern.test(folder))?.[0];
  };
  const named = new Set(files.map(partOf));
  const areParts = named.has("train") && named.size > 1 &&
    !named.has(undefined);
  if (splits === "folders" && !areParts) {
    throw new TypeError(
      `Cannot split folder '${root}' by its folders: expected 'train' and 'validation' or 'test', and nothing beside them; rename them, or set 'splits' to random`,
    );
  }
  const isGiven = areParts && splits !== "random";
  const within = (file: string) =>
    isGiven ? file.slice(file.indexOf("/") + 1) : file;
  const folders = files.map((file) => first(within(file)));
  const nested = folders.find((folder) => folder !== undefined);
  const layout = {
    partOf: isGiven ? partOf : () => undefined,
    given: isGiven
      ? PARTS.map(([name]) => name).filter((name) => named.has(name))
      : [],
  };
  if (!labels || nested === undefined) {
    return { ...layout, classOf: () => undefined };
  }
  const loose = files[folders.indexOf(undefined)];
  if (loose !== undefined) {
    throw new TypeError(
      `Cannot label picture '${
        join(root, loose)
      }': it lies beside the class folder '${nested}'; move it into a class or set 'labels' to false`,
    );
  }
  return { ...layout, classOf: (file) => first(within(file)) };
}
