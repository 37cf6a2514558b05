import { createHash } from "node:crypto";
import { join } from "node:path";
import { NotFound } from "../platform/errors.ts";
import { readFileSync, renameSync, statSync } from "../platform/files.ts";
import { removeQuietly, writeAll, writeDurably } from "./_durable.ts";
import { listFolder } from "./list_folder.ts";
import { storeFailure } from "./_fail.ts";
import { faultPoint } from "./fault.ts";
import { hashFile, isSameFile } from "./hash_file.ts";

const MAGIC = new TextEncoder().encode("senzai checkpoint 1\n");
const HEADER = MAGIC.length + 32;

/**
 * Saved states of unfinished attempts, filed under the action's key in
 * `checkpoints/ab/`. The newest is kept together with the one before it, so
 * that damage to a file costs one interval.
 */
export class CheckpointFiles {
  readonly #directory: string;

  /** Opens the checkpoints of the store in a folder. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The newest intact checkpoint of a key; damaged ones are removed. */
  load(key: string): Uint8Array | undefined {
    for (const path of this.#paths(key)) {
      const bytes = readIntact(path);
      if (bytes !== undefined) return bytes;
      removeQuietly(path);
    }
    return undefined;
  }

  /** Keys that have checkpoints. */
  keys(): Set<string> {
    return new Set(
      [...this.names()].map((name) => name.replace(/\.previous$/, "")),
    );
  }

  /** Whether there is any file for the key, intact or not. */
  has(key: string): boolean {
    return this.#paths(key).some(isFile);
  }

  /**
   * Stores a checkpoint durably in place of the newest one.
   *
   * @throws {PipelineError} when the store cannot be written
   */
  save(key: string, bytes: Uint8Array): void {
    const [newest, previous] = this.#paths(key);
    try {
      writeDurably(join(this.#directory, "tmp"), "checkpoint", (file) => {
        writeAll(file, MAGIC);
        writeAll(file, createHash("sha256").update(bytes).digest());
        writeAll(file, bytes);
        file.syncSync();
        keep(newest, previous);
        faultPoint("checkpoint:kept");
        return newest;
      });
    } catch (error) {
      throw storeFailure(error, this.#directory);
    }
  }

  /** Removes the checkpoints of a finished action. */
  remove(key: string): void {
    for (const path of this.#paths(key)) removeQuietly(path);
  }

  /** Names of all checkpoint files: a key, or a key and `.previous`. */
  *names(): Generator<string> {
    const root = join(this.#directory, "checkpoints");
    for (const shard of listFolder(root)) yield* listFolder(join(root, shard));
  }

  /**
   * Reads one file through, in little memory.
   *
   * @param name One of {@linkcode CheckpointFiles.names}
   * @param options `write`: a damaged one is removed, as `load` would
   */
  async check(
    name: string,
    { write }: { write: boolean },
  ): Promise<"intact" | "damaged" | "gone"> {
    const path = this.path(name);
    try {
      const file = await hashFile(path, { head: HEADER });
      if (file.digest === digestIn(file.head)) return "intact";
      if (write && isSameFile(path, file)) removeQuietly(path);
      return "damaged";
    } catch (error) {
      return error instanceof NotFound ? "gone" : "damaged";
    }
  }

  /** Where a checkpoint file lies, by its name. */
  path(name: string): string {
    return join(this.#directory, "checkpoints", name.slice(0, 2), name);
  }

  #paths(key: string): readonly [newest: string, previous: string] {
    return [this.path(key), this.path(`${key}.previous`)];
  }
}

/** Moves a checkpoint aside, unless there is none or another driver did. */
function keep(newest: string, previous: string): void {
  try {
    renameSync(newest, previous);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile;
  } catch {
    return false;
  }
}

function readIntact(path: string): Uint8Array | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const body = bytes.subarray(HEADER);
  const digest = createHash("sha256").update(body).digest("hex");
  return digest === digestIn(bytes) ? body : undefined;
}

/** The digest, hexadecimal, that a file's header gives for the rest of it. */
function digestIn(bytes: Uint8Array): string | undefined {
  if (bytes.length < HEADER) return undefined;
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  return bytes.subarray(MAGIC.length, HEADER).toHex();
}
