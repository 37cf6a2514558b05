import type { Layout, PartName } from "./_folder_classes.ts";
import { partGiven } from "./_part_given.ts";
import { splitByContent } from "./_split.ts";

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
  const found = given.length === 0
    ? { members: { train: [...indices.keys()] }, dropped: 0 }
    : partGiven(
      indices.map((index) => layout.partOf(files[index]!)!),
      groups ?? [...indices.keys()],
    );
  const members: Partial<Record<PartName, readonly number[]>> = found.members;
  const own = members.train ?? [];
  const share = (name: "validation" | "test") =>
    given.includes(name) ? 0 : config[name];
  try {
    const drawn = splitByContent(own.map((at) => digests[indices[at]!]!), {
      seed,
      limit: config.limit,
      validation: share("validation"),
      test: share("test"),
      groups: groups && own.map((at) => groups[at]!),
    });
    const part = (name: PartName) =>
      (name !== "train" && given.includes(name)
        ? members[name]!
        : drawn[name].map((at) => own[at]!)).map((at) => indices[at]!);
    return {
      train: part("train"),
      validation: part("validation"),
      test: part("test"),
      dropped: found.dropped,
    };
  } catch (cause) {
    throw new RangeError(
      `Cannot split the pictures of folder '${root}': ${
        (cause as Error).message
      }; add pictures`,
      { cause },
    );
  }
}
