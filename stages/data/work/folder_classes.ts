import { join } from "node:path";

/** Parts of a data set that folders may name. */
export type PartName = "train" | "validation" | "test";

const PARTS: readonly (readonly [PartName, RegExp])[] = [
  ["train", /^train(ing)?([ _-]?(set|data|images))?$/i],
  ["validation", /^(val|valid|validation|dev)([ _-]?(set|data|images))?$/i],
  ["test", /^test(ing)?([ _-]?(set|data|images))?$/i],
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

/** Path of the folders that hold all pictures and nothing but one folder. */
function wrapperOf(files: readonly string[]): string {
  let length = 0;
  for (;;) {
    const folders = new Set(files.map((file) => first(file.slice(length))));
    const [folder] = folders;
    if (folder === undefined || folders.size > 1) {
      // Pictures that all lie in one folder are of the class that it names.
      return folders.has(undefined) ? "" : files[0]?.slice(0, length) ?? "";
    }
    length += folder.length + 1;
  }
}

/**
 * Reads parts and classes from the folders that pictures lie in. Folders are
 * parts when their names say so and one is for training; classes are the folders
 * below. A folder that holds all other folders is neither.
 *
 * @throws {TypeError} when a picture lies beside class folders, something lies
 * beside folders that name parts, or parts were asked for and none are named
 */
export function layoutOf(
  files: readonly string[],
  { root, labels, splits }: {
    readonly root: string;
    readonly labels: boolean;
    readonly splits: "auto" | "folders" | "random";
  },
): Layout {
  const wrapper = wrapperOf(files).length;
  const partOf = (file: string) => {
    const folder = first(file.slice(wrapper));
    return folder === undefined
      ? undefined
      : PARTS.find(([, pattern]) => pattern.test(folder))?.[0];
  };
  const named = new Set(files.map(partOf));
  const arePartsNamed = named.has("train") &&
    (named.has("validation") || named.has("test"));
  if (splits === "folders" && !arePartsNamed) {
    throw new TypeError(
      `Cannot split folder '${root}' by its folders: expected 'train' and 'validation' or 'test', and nothing beside them; rename them, or set 'splits' to random`,
    );
  }
  const isGiven = arePartsNamed && splits !== "random";
  const beside = files.find((file) => partOf(file) === undefined);
  if (isGiven && beside !== undefined) {
    throw new TypeError(
      `Cannot tell parts from classes in folder '${root}': '${beside}' lies beside folders such as 'train' and 'test'; move it away, or set 'splits' to random for classes of these names`,
    );
  }
  const parts = PARTS.map(([name]) => name).filter((name) => named.has(name));
  return {
    partOf: isGiven ? partOf : () => undefined,
    given: isGiven ? parts : [],
    classOf: classesIn(files, {
      root,
      labels,
      within: (file) => {
        const rest = file.slice(wrapper);
        return isGiven ? rest.slice(rest.indexOf("/") + 1) : rest;
      },
    }),
  };
}

function classesIn(
  files: readonly string[],
  { root, labels, within }: {
    readonly root: string;
    readonly labels: boolean;
    /** Path below the folders that are not classes. */
    readonly within: (file: string) => string;
  },
): Layout["classOf"] {
  const folders = files.map((file) => first(within(file)));
  const nested = folders.find((folder) => folder !== undefined);
  if (!labels || nested === undefined) return () => undefined;
  const loose = files[folders.indexOf(undefined)];
  if (loose !== undefined) {
    throw new TypeError(
      `Cannot label picture '${
        join(root, loose)
      }': it lies beside the class folder '${nested}'; move it into a class or set 'labels' to false`,
    );
  }
  return (file) => first(within(file));
}
