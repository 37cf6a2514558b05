import { type OpenFile, openSync } from "../platform/files.ts";

/**
 * Tries to lock an open file; the system releases the lock when the file is
 * closed or its process dies, however that happens. Where the file system has
 * no locks, nobody gets one.
 *
 * @param file Open file
 * @param options Shared locks exclude exclusive ones only
 */
export function tryLockFile(
  file: OpenFile,
  { exclusive }: { exclusive: boolean },
): boolean {
  try {
    return file.tryLockSync(exclusive);
  } catch {
    return false;
  }
}

/**
 * Locks a file that this process made. False when another process has it;
 * where the file system has no locks, it counts as locked.
 */
export function lockFile(file: OpenFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    return true;
  }
}

/**
 * Runs `body` while holding a lock on a file, which is made when it is not
 * there; waits as long as it takes.
 *
 * @param path File to lock
 * @param options Shared locks exclude exclusive ones only
 * @param body What to do meanwhile; synchronous
 */
export function withLock<R>(
  path: string,
  { exclusive }: { exclusive: boolean },
  body: () => R,
): R {
  using file = openSync(path, { write: true, create: true });
  try {
    file.lockSync(exclusive);
  } catch {
    // No locks on this file system: the grace period of gc has to do.
  }
  return body();
}
