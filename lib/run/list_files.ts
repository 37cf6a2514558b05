import { join } from "node:path";

const IGNORED = new Set([".DS_Store", "Thumbs.db"]);
const MAX_DEPTH = 64;

/**
 * Files below a folder, relative, with `/` between names, in a fixed order;
 * links are followed, and what desktops leave behind is passed over.
 *
 * @param root The folder
 * @throws {RangeError} when folders are nested without end
 */
export function listFiles(root: string, prefix = "", depth = 0): string[] {
  if (depth > MAX_DEPTH) {
    throw new RangeError(`more than ${MAX_DEPTH} folders deep, or a loop`);
  }
  const names = [...Deno.readDirSync(join(root, prefix))]
    .filter(({ name }) => !IGNORED.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.flatMap((entry) => {
    const relative = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const isFolder = entry.isSymlink
      ? Deno.statSync(join(root, relative)).isDirectory
      : entry.isDirectory;
    return isFolder ? listFiles(root, relative, depth + 1) : [relative];
  });
}
