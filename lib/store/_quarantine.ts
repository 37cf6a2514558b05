import { basename, dirname, join } from "node:path";
import { mkdirSync, renameSync } from "../platform/files.ts";
import { syncFolder } from "./_durable.ts";

/** Moves a damaged file of the store out of the way; a read-only store keeps it. */
export function quarantine(directory: string, path: string): void {
  const folder = join(directory, "quarantine");
  try {
    mkdirSync(folder, { recursive: true });
    renameSync(path, join(folder, basename(path)));
    syncFolder(dirname(path));
  } catch {
    // Readers verify what they read, and refuse it all the same.
  }
}
