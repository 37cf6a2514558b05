import { readDirSync } from "../platform/files.ts";

/** Names in a folder, sorted; none when it is not there. */
export function listFolder(path: string): string[] {
  try {
    return [...readDirSync(path)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}
