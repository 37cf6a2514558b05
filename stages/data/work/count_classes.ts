import { resolve } from "node:path";
import type { Planned } from "../../../lib/dsl/stage.ts";
import { layoutOf } from "./folder_classes.ts";
import { listPictures } from "./list_pictures.ts";
import type { FolderConfig } from "./read_folder.ts";

/**
 * Number of classes that the pictures of a node will have, before it runs;
 * undefined where that cannot be told from outside.
 */
export function countClasses(
  { stage, config, directory }: Planned,
): number | undefined {
  if (stage.spec.name !== "data.folder") return undefined;
  const { path, labels, splits } = config as unknown as FolderConfig;
  if (!labels) return 0;
  const root = resolve(directory, path);
  try {
    const { pictures } = listPictures(root);
    const { classOf } = layoutOf(pictures, { root, labels, splits });
    return new Set(pictures.flatMap((file) => classOf(file) ?? [])).size;
  } catch {
    // What is wrong with the folder is for its own node to say.
    return undefined;
  }
}
