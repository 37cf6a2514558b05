import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { NotFound, PermissionDenied } from "../platform/errors.ts";
import { exists, readDirSync, statSync } from "../platform/files.ts";
import { Store } from "../store/mod.ts";

/** What stores hold from their first run on, of which some may be lost. */
const MARKS = ["format", "index.sqlite", "actions", "live"];

/**
 * Opens a store that must exist, for reading.
 *
 * @param directory Absolute folder of the store
 * @throws {PipelineError} when there is no such folder, it holds something
 * else, or this user may not look into it
 */
export function openForReading(directory: string): Store {
  requireStore(directory);
  return Store.open(directory, { readonly: true });
}

/** Whether there is a store in a folder. */
export function holdsStore(directory: string): boolean {
  return MARKS.some((mark) => exists(join(directory, mark)));
}

function requireStore(directory: string): void {
  const at = `Cannot open the store at ${directory}`;
  try {
    statSync(directory);
    [...readDirSync(directory)];
  } catch (cause) {
    const why = cause instanceof PermissionDenied
      ? `${
        ownerOf(directory)
      } keeps it from this user; ask for the right to read it, or name another with --store`
      : cause instanceof NotFound
      ? "no such folder; name it with --store, or make it with run"
      : "it is no folder; name one with --store";
    throw new PipelineError("misuse", `${at}: ${why}`, { cause });
  }
  if (holdsStore(directory)) return;
  throw new PipelineError(
    "misuse",
    `${at}: the folder holds no store; name one with --store, or make it with run`,
  );
}

function ownerOf(path: string): string {
  try {
    return `user ${statSync(path).uid}`;
  } catch {
    return "its owner";
  }
}
