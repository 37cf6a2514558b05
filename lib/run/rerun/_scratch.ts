import { dirname, join } from "node:path";
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
  readonly #lock: Deno.FsFile;
  #count = 0;

  /** Makes a folder inside the store, or among the system's when that is read-only. */
  constructor(store: Store) {
    const parent = store.writable
      ? join(store.directory, "scratch")
      : Deno.makeTempDirSync({ prefix: "senzai-" });
    Deno.mkdirSync(parent, { recursive: true });
    if (store.writable) sweep(parent);
    this.#directory = join(parent, newRunId());
    this.#lock = Deno.openSync(`${this.#directory}.lock`, {
      write: true,
      create: true,
    });
    try {
      this.#lock.lockSync(true);
    } catch {
      // No locks on this file system: what a crash leaves stays there.
    }
    Deno.mkdirSync(this.#directory);
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
   * @throws {Deno.errors.NotFound} when one is gone
   */
  open(from: Blobs, digests: Iterable<string>): Scratch {
    const directory = join(this.#directory, String(this.#count++));
    for (const folder of ["tmp", "live"]) {
      Deno.mkdirSync(join(directory, folder), { recursive: true });
    }
    const blobs = new Blobs(directory);
    try {
      for (const digest of new Set(digests)) {
        share(from.path(digest), blobs.path(digest));
      }
    } catch (error) {
      Deno.removeSync(directory, { recursive: true });
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
        Deno.removeSync(directory, { recursive: true });
      },
    };
  }

  /** Removes everything. */
  [Symbol.dispose](): void {
    removeAll(this.#directory);
    this.#lock.close();
    // Fails, as it should, while another process has a folder there.
    tryTo(() => Deno.removeSync(dirname(this.#directory)));
  }
}

/**
 * A second name for a file, which outlives the first; a copy on another disk
 * and of a file that may not be written to. Symbolic links would take the
 * permission to write everywhere.
 */
function share(path: string, name: string): void {
  Deno.mkdirSync(dirname(name), { recursive: true });
  try {
    Deno.linkSync(path, name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    Deno.copyFileSync(path, name);
  }
}

/** Removes the folders of processes that are no more. */
function sweep(parent: string): void {
  for (const { name } of Deno.readDirSync(parent)) {
    if (!name.endsWith(".lock")) continue;
    tryTo(() => {
      const path = join(parent, name);
      using file = Deno.openSync(path, { write: true });
      if (file.tryLockSync(true)) removeAll(path.slice(0, -".lock".length));
    });
  }
}

function removeAll(directory: string): void {
  tryTo(() => Deno.removeSync(directory, { recursive: true }));
  tryTo(() => Deno.removeSync(`${directory}.lock`));
}

function tryTo(body: () => void): void {
  try {
    body();
  } catch {
    // Gone already, or in use: the next one tries again.
  }
}
