import { dirname, join } from "node:path";
import { NotFound } from "../../platform/errors.ts";
import {
  copyFileSync,
  linkSync,
  makeTempDirSync,
  mkdirSync,
  type OpenFile,
  openSync,
  readDirSync,
  removeSync,
} from "../../platform/files.ts";
import { Blobs } from "../../store/blobs.ts";
import { LiveRuns } from "../../store/live_runs.ts";
import type { Store } from "../../store/store.ts";
import { newRunId } from "../driver/run_id.ts";

/** A store for one attempt that leaves nothing behind. */
export interface Scratch extends Disposable {
  /** Absolute path of its folder. */
  readonly directory: string;
  /** Identifier under which the attempt counts as alive there. */
  readonly run: string;
  /** The inputs, and what the attempt makes of them. */
  readonly blobs: Blobs;
}

/** A place for scratch stores that goes when its process does, or is cleaned by the next. */
export class ScratchFolder implements Disposable {
  readonly #directory: string;
  readonly #lock: OpenFile;
  #count = 0;

  /** Makes a folder inside the store, or among the system's when that is read-only. */
  constructor(store: Store) {
    const parent = store.writable
      ? join(store.directory, "scratch")
      : makeTempDirSync("senzai-");
    mkdirSync(parent, { recursive: true });
    if (store.writable) sweep(parent);
    this.#directory = join(parent, newRunId());
    this.#lock = openSync(`${this.#directory}.lock`, {
      write: true,
      create: true,
    });
    try {
      this.#lock.lockSync(true);
    } catch {
      // No locks on this file system: what a crash leaves stays there.
    }
    mkdirSync(this.#directory);
  }

  /** Absolute path of the folder in which scratch stores are made. */
  get directory(): string {
    return this.#directory;
  }

  /**
   * Makes a store that holds some artifacts of another, without copying them.
   *
   * @param from Where the artifacts are
   * @param digests Which ones
   * @throws {NotFound} when one is gone
   */
  open(from: Blobs, digests: Iterable<string>): Scratch {
    const directory = join(this.#directory, String(this.#count++));
    for (const folder of ["tmp", "live"]) {
      mkdirSync(join(directory, folder), { recursive: true });
    }
    const blobs = new Blobs(directory);
    try {
      for (const digest of new Set(digests)) {
        share(from.path(digest), blobs.path(digest));
      }
    } catch (error) {
      removeSync(directory, { recursive: true });
      throw error;
    }
    const run = `${newRunId()}-${this.#count}`;
    const live = new LiveRuns(directory, { writable: true });
    const presence = live.announce(run, {});
    return {
      directory,
      run,
      blobs,
      [Symbol.dispose]() {
        presence[Symbol.dispose]();
        removeSync(directory, { recursive: true });
      },
    };
  }

  /** Removes everything. */
  [Symbol.dispose](): void {
    removeAll(this.#directory);
    this.#lock.close();
    // Fails, as it should, while another process has a folder there.
    tryTo(() => removeSync(dirname(this.#directory)));
  }
}

/**
 * A second name for a file, which outlives the first; a copy on another disk
 * and of a file that may not be written to. Symbolic links would take the
 * permission to write everywhere.
 */
function share(path: string, name: string): void {
  mkdirSync(dirname(name), { recursive: true });
  try {
    linkSync(path, name);
  } catch (error) {
    if (error instanceof NotFound) throw error;
    copyFileSync(path, name);
  }
}

/** Removes the folders of processes that are no more. */
function sweep(parent: string): void {
  for (const { name } of readDirSync(parent)) {
    if (!name.endsWith(".lock")) continue;
    tryTo(() => {
      const path = join(parent, name);
      using file = openSync(path, { write: true });
      if (file.tryLockSync(true)) removeAll(path.slice(0, -".lock".length));
    });
  }
}

function removeAll(directory: string): void {
  tryTo(() => removeSync(directory, { recursive: true }));
  tryTo(() => removeSync(`${directory}.lock`));
}

function tryTo(body: () => void): void {
  try {
    body();
  } catch {
    // Gone already, or in use: the next one tries again.
  }
}
