import { dirname, join } from "node:path";
import { NotFound } from "../platform/errors.ts";
import {
  mkdirSync,
  type OpenFile,
  openSync,
  readDirSync,
  removeSync,
  renameSync,
} from "../platform/files.ts";
import { OS } from "../platform/system.ts";
import { faultPoint } from "./fault.ts";
import { lockFile, tryLockFile } from "./lock.ts";

/** What a durable file holds, for the fault points on its way. */
export type DurableKind = "blob" | "action" | "checkpoint" | "run";

/**
 * Writes a file so that after a crash or a power failure it is there whole or
 * not at all: temporary file in the same file system, fsync, rename, fsync of
 * the folder. The temporary file is locked while it is written, so that
 * {@linkcode sweepTemporary} knows those that a crash left.
 *
 * @param temporary Folder for the temporary file
 * @param kind What it holds
 * @param write Receives the open temporary file and returns where it goes; a
 * file that is already there is replaced
 */
export function writeDurably(
  temporary: string,
  kind: DurableKind,
  write: (file: OpenFile) => string,
): void {
  const { name, file } = createLocked(temporary);
  try {
    faultPoint(`${kind}:created`);
    const path = write(file);
    faultPoint(`${kind}:written`);
    file.syncSync();
    faultPoint(`${kind}:synced`);
    renameInto(name, path);
    faultPoint(`${kind}:renamed`);
    syncFolder(dirname(path));
    faultPoint(`${kind}:done`);
  } catch (error) {
    removeQuietly(name);
    throw error;
  } finally {
    file.close();
  }
}

export function writeAll(file: OpenFile, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
}

/** Removes a file if it is there; failures are left to the next clean-up. */
export function removeQuietly(path: string): void {
  try {
    removeSync(path);
  } catch {
    // Gone already, or not removable: the caller has a better error to report.
  }
}

/** Makes a rename or a removal inside `folder` durable where the system can. */
export function syncFolder(folder: string): void {
  if (OS === "windows") return;
  const handle = openSync(folder);
  try {
    handle.syncSync();
  } finally {
    handle.close();
  }
}

/** Removes the temporary files that no process is writing. */
export function sweepTemporary(folder: string): void {
  for (const { name } of readDirSync(folder)) {
    const path = join(folder, name);
    try {
      using file = openSync(path);
      if (tryLockFile(file, { exclusive: true })) removeQuietly(path);
    } catch {
      // Another process swept it first, or renamed it into its place.
    }
  }
}

function createLocked(folder: string): { name: string; file: OpenFile } {
  for (;;) {
    const name = join(folder, crypto.randomUUID());
    const file = openSync(name, { write: true, createNew: true });
    // A sweeper that came between the two calls has the lock, and removes it.
    if (lockFile(file)) return { name, file };
    file.close();
  }
}

function renameInto(from: string, path: string): void {
  const folder = dirname(path);
  try {
    renameSync(from, path);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    mkdirSync(folder, { recursive: true });
    syncFolder(dirname(folder));
    renameSync(from, path);
  }
}
