import { dirname, join } from "node:path";
import { NotFound } from "../platform/errors.ts";
import {
  type OpenFile,
  openSync,
  readDirSync,
  readTextFileSync,
  renameSync,
  statSync,
  writeTextFileSync,
} from "../platform/files.ts";
import { changeTime } from "./change_time.ts";
import { removeQuietly } from "./_durable.ts";
import { storeFailure } from "./_fail.ts";
import { tryLockFile } from "./lock.ts";

/** A run that goes on, as any process that can read the store sees it. */
export interface LiveRun {
  readonly run: string;
  /** What it said of itself when it started. */
  readonly about: Readonly<Record<string, unknown>>;
  /** When it started, in milliseconds of the file system's clock. */
  readonly since: number;
}

/** A driver's word that its run goes on; ends with its process at the latest. */
export interface Presence extends Disposable {
  /** Writes a file that goes when the run does, whole or not at all. */
  note(suffix: string, text: string): void;
}

/**
 * The runs that go on. Each is a file in `live/` that its driver and its
 * workers hold locked: the system releases the lock when the last of them
 * ends, however it ends and in whatever PID namespace, so that no run is taken
 * for alive that is dead, nor the other way round.
 */
export class LiveRuns {
  readonly #folder: string;
  readonly #writable: boolean;
  /** Files that stay open, and locked, for as long as this process lives. */
  readonly #held: OpenFile[] = [];

  /** The runs on the store in a folder. */
  constructor(directory: string, options: { writable: boolean }) {
    this.#folder = join(directory, "live");
    this.#writable = options.writable;
  }

  /** Says that a run goes on, until the returned value is disposed of. */
  announce(
    run: string,
    about: Readonly<Record<string, unknown>>,
  ): Presence {
    try {
      return this.#announce(run, about);
    } catch (error) {
      throw storeFailure(error, dirname(this.#folder));
    }
  }

  #announce(
    run: string,
    about: Readonly<Record<string, unknown>>,
  ): Presence {
    const path = join(this.#folder, run);
    let file = hold(path, { create: true });
    // One that looked for dead runs may have removed it before it was locked.
    while (file === undefined) file = hold(path, { create: true });
    file.writeSync(new TextEncoder().encode(JSON.stringify(about)));
    return {
      note: (suffix, text) => {
        try {
          writeBeside(`${path}.${suffix}`, text);
        } catch (error) {
          throw storeFailure(error, dirname(this.#folder));
        }
      },
      [Symbol.dispose]: () => {
        this.#remove(run);
        file.close();
      },
    };
  }

  /**
   * Holds a run alive from another of its processes; false when it is dead.
   * The hold ends with the process.
   */
  join(run: string): boolean {
    try {
      const file = hold(join(this.#folder, run), { create: false });
      if (file !== undefined) this.#held.push(file);
      return file !== undefined;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** Whether a run goes on: its driver, or workers that have not ended yet. */
  isLive(run: string): boolean {
    return this.#look(run) !== undefined;
  }

  /** All runs that go on; what dead ones left is removed. */
  list(): LiveRun[] {
    const names = this.#names().filter((name) => !name.includes("."));
    const live = names.flatMap((run) => this.#look(run) ?? []);
    this.#sweep(new Set(live.map(({ run }) => run)));
    return live.sort((a, b) => a.since - b.since);
  }

  /** What a live run noted under a suffix, if it did. */
  noted(run: string, suffix: string): string | undefined {
    try {
      return readTextFileSync(join(this.#folder, `${run}.${suffix}`));
    } catch {
      return undefined;
    }
  }

  #look(run: string): LiveRun | undefined {
    try {
      const path = join(this.#folder, run);
      using file = openSync(path);
      if (tryLockFile(file, { exclusive: true })) {
        if (this.#writable) this.#remove(run);
        return undefined;
      }
      const since = changeTime(path) ?? 0;
      return { run, since, about: parse(readTextFileSync(path)) };
    } catch {
      return undefined;
    }
  }

  /** Removes notes of runs that are no more. */
  #sweep(live: ReadonlySet<string>): void {
    if (!this.#writable) return;
    for (const name of this.#names()) {
      const run = name.split(".")[0]!;
      if (!name.includes(".") || live.has(run) || this.isLive(run)) continue;
      removeQuietly(join(this.#folder, name));
    }
  }

  #remove(run: string): void {
    const notes = this.#names().filter((name) => name.startsWith(`${run}.`));
    for (const name of notes) removeQuietly(join(this.#folder, name));
    removeQuietly(join(this.#folder, run));
  }

  #names(): string[] {
    try {
      return [...readDirSync(this.#folder)].map(({ name }) => name);
    } catch {
      return [];
    }
  }
}

/** Opens and locks a file that stays in its place; undefined when it did not. */
function hold(
  path: string,
  { create }: { create: boolean },
): OpenFile | undefined {
  const file = openSync(path, { read: true, write: true, create });
  try {
    if (file.tryLockSync(false) && isAt(file, path)) return file;
  } catch {
    // No locks here: the run cannot be told from a dead one, and leases with
    // it, which costs work done twice, never a result.
    return file;
  }
  file.close();
  return undefined;
}

function isAt(file: OpenFile, path: string): boolean {
  try {
    return file.statSync().ino === statSync(path).ino;
  } catch {
    return false;
  }
}

function writeBeside(path: string, text: string): void {
  const fresh = `${path}.new`;
  writeTextFileSync(fresh, text);
  renameSync(fresh, path);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
