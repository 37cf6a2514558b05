import { dirname, join } from "node:path";
import { statSync } from "../platform/files.ts";

/** Name of the file with a project's settings. */
const SETTINGS_FILE = "senzai.json";

/** Path of the nearest `senzai.json` in a folder or above it, if any. */
export function findSettings(directory: string): string | undefined {
  for (let folder = directory;; folder = dirname(folder)) {
    const path = join(folder, SETTINGS_FILE);
    try {
      if (statSync(path).isFile) return path;
    } catch {
      // Not here: look above.
    }
    if (dirname(folder) === folder) return undefined;
  }
}
