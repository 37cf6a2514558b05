import { dirname, join } from "node:path";

let counter = 0;

/**
 * Writes a file so that after a crash or a power failure it is there whole or
 * not at all: temporary file in the same file system, fsync, rename, fsync of
 * the folder.
 *
 * @param temporary Folder for the temporary file
 * @param write Receives the open temporary file and returns where it goes; a
 * file that is already there is replaced
 */
export function writeDurably(
  temporary: string,
  write: (file: Deno.FsFile) => string,
): void {
  const name = join(temporary, `${Deno.pid}-${Date.now()}-${counter++}`);
  const file = Deno.openSync(name, { write: true, createNew: true });
  try {
    let path: string;
    try {
      path = write(file);
      file.syncSync();
    } finally {
      file.close();
    }
    renameInto(name, path);
  } catch (error) {
    removeQuietly(name);
    throw error;
  }
}

/** Writes all of `bytes`. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
}

/** Removes a file if it is there; failures are left to the next clean-up. */
export function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Gone already, or not removable: the caller has a better error to report.
  }
}

/** Makes a rename or a removal inside `folder` durable where the system can. */
export function syncFolder(folder: string): void {
  if (Deno.build.os === "windows") return;
  const handle = Deno.openSync(folder);
  try {
    handle.syncSync();
  } finally {
    handle.close();
  }
}

function renameInto(from: string, path: string): void {
  const folder = dirname(path);
  try {
    Deno.renameSync(from, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(folder, { recursive: true });
    syncFolder(dirname(folder));
    Deno.renameSync(from, path);
  }
  syncFolder(folder);
}
