import type { Layout, PartName } from "./folder_classes.ts";
import { partGiven } from "./_part_given.ts";
import { firstByContent, splitByContent } from "./split.ts";

/** Pictures of each part, as indices of files. */
export interface FolderParts extends Record<PartName, readonly number[]> {
  /** Pictures left out, for their like lies in a later part. */
  readonly dropped: number;
}

/**
 * Parts pictures as folders name them, and what those leave open by content.
 *
 * @param indices Of the files to part
 * @param options `digests` and `files` of all; `groups`: a number for each index,
 * equal for near-duplicates
 * @throws {RangeError} when there are too few different pictures
 */
export function folderParts(
  indices: readonly number[],
  { root, config, seed, layout, files, digests, groups }: {
    readonly root: string;
    readonly config: {
      readonly validation: number;
      readonly test: number;
      readonly limit?: number | undefined;
    };
    readonly seed: bigint;
    readonly layout: Layout;
    readonly files: readonly string[];
    readonly digests: readonly string[];
    readonly groups?: readonly number[];
  },
): FolderParts {
  const { given } = layout;
  const contents = indices.map((index) => digests[index]!);
  const places = given.length === 0
    ? [...indices.keys()]
    : firstByContent(contents, { seed, limit: config.limit });
  const { members, dropped } = given.length === 0
    ? { members: { train: places }, dropped: 0 }
    : partGiven(places, {
      partOf: (at) => layout.partOf(files[indices[at]!]!)!,
      groupOf: (at) => groups?.[at] ?? at,
    });
  const share = (name: "validation" | "test") =>
    given.includes(name) ? 0 : config[name];
  try {
    const drawn = splitByContent(members.train.map((at) => contents[at]!), {
      seed,
      limit: config.limit,
      validation: share("validation"),
      test: share("test"),
      groups: groups && members.train.map((at) => groups[at]!),
    });
    const part = (name: PartName) => {
      const own = name !== "train" && given.includes(name)
        ? (members as Record<PartName, number[]>)[name]
        : drawn[name].map((at) => members.train[at]!);
      if (own.length > 0) return own.map((at) => indices[at]!);
      throw new RangeError(`part '${name}' has no picture that can be read`);
    };
    return {
      train: part("train"),
      validation: part("validation"),
      test: part("test"),
      dropped,
    };
  } catch (cause) {
    const remedy = dropped === 0
      ? "add pictures"
      : `${dropped} were left out, for their like lies in a later part; add pictures, or set 'splits' to random`;
    throw new RangeError(
      `Cannot split the pictures of folder '${root}': ${
        (cause as Error).message
      }; ${remedy}`,
      { cause },
    );
  }
}
