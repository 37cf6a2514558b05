import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DatabaseSync } from "node:sqlite";
import { PipelineError } from "../dsl/error.ts";
import { NotADirectory } from "../platform/errors.ts";
import {
  lstatSync,
  mkdirSync,
  readTextFileSync,
  renameSync,
  writeTextFileSync,
} from "../platform/files.ts";
import { Database } from "./_database.ts";
import { removeQuietly } from "./_durable.ts";
import { isBusy, isDamaged, isReadOnly, storeFailure } from "./_fail.ts";
import { STORE_FORMAT, TABLES } from "./_schema.ts";
import { checksum } from "./_seal.ts";

const FOLDERS = [
  "cas",
  "actions",
  "checkpoints",
  "live",
  "logs",
  "pins",
  "runs",
  "tmp",
];
const BUSY_MS = 15_000;

/** An open index, and whether it has to be filled from the action files. */
export interface Opened {
  readonly database: DatabaseSync;
  readonly writable: boolean;
  readonly isNew: boolean;
}

/**
 * Opens, or makes, the folder and the index of a store.
 *
 * @throws {PipelineError} when a newer version wrote it, or it can be neither
 * written nor read
 */
export function openIndex(
  directory: string,
  options: { readonly: boolean },
): Opened {
  refuseNewer(writtenFormat(directory) ?? 0, directory);
  if (!options.readonly && prepareFolders(directory)) {
    return openWritable(directory);
  }
  return { ...openReadable(directory), writable: false };
}

/** Makes the folders; false when the place is read-only but holds a store. */
function prepareFolders(directory: string): boolean {
  try {
    for (const folder of FOLDERS) {
      mkdirSync(join(directory, folder), { recursive: true });
    }
    const probe = join(directory, "tmp", crypto.randomUUID());
    writeTextFileSync(probe, "");
    removeQuietly(probe);
    return true;
  } catch (error) {
    if (isReadOnly(error) && exists(join(directory, "cas"))) return false;
    if (error instanceof NotADirectory) {
      throw new PipelineError(
        "store",
        `Cannot use the store at ${directory}: a file is in the way; choose another folder with --store`,
        { cause: error },
      );
    }
    throw storeFailure(error, directory);
  }
}

function openWritable(directory: string): Opened {
  const path = join(directory, "index.sqlite");
  try {
    let database = openDatabase(path);
    let format: number;
    try {
      format = formatOf(database, directory);
      if (format > 0 && format < STORE_FORMAT) throw new Error("malformed");
      configure(database, format);
    } catch (error) {
      database.close();
      if (!isDamaged(error)) throw error;
      setAside(directory);
      database = openDatabase(path);
      format = 0;
      configure(database, format);
    }
    writeFormat(directory);
    return { database, writable: true, isNew: format === 0 };
  } catch (error) {
    throw storeFailure(error, directory);
  }
}

function configure(database: DatabaseSync, format: number): void {
  // NORMAL does not sync the log at each commit: a power failure may lose the
  // last rows, never corrupt the index, and the action files bring them back.
  database.exec("PRAGMA synchronous = NORMAL");
  enterWal(database);
  if (format === STORE_FORMAT) return;
  // The version follows with the rows: an index half filled counts as new.
  database.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`);
}

function openReadable(
  directory: string,
): { database: DatabaseSync; isNew: boolean } {
  const path = join(directory, "index.sqlite");
  if (exists(path)) {
    // A write-ahead log cannot be shared from a read-only place: fall back to
    // reading the file as it lies there.
    const frozen = new URL(pathToFileURL(path));
    frozen.searchParams.set("immutable", "1");
    for (const location of [path, frozen]) {
      try {
        const database = new Database(location, { readOnly: true });
        if (formatOf(database, directory) !== STORE_FORMAT) break;
        database.prepare("SELECT count(*) FROM actions").get();
        return { database, isNew: false };
      } catch (error) {
        if (error instanceof PipelineError) throw error;
      }
    }
  }
  const database = new Database(":memory:");
  database.exec(TABLES);
  return { database, isNew: true };
}

function openDatabase(path: string): DatabaseSync {
  const database = new Database(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  return database;
}

/** Two openers of a new store collide here, and SQLite does not wait by itself. */
function enterWal(database: DatabaseSync): void {
  const deadline = Date.now() + BUSY_MS;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/**
 * Format of an index; 0 for an empty file. One that is newer than the store
 * says it is was damaged.
 */
function formatOf(database: DatabaseSync, directory: string): number {
  const row = database.prepare("PRAGMA user_version").get();
  const format = Number(row?.user_version);
  if (format > STORE_FORMAT && writtenFormat(directory) !== undefined) {
    throw new Error("malformed");
  }
  refuseNewer(format, directory);
  return format;
}

function refuseNewer(format: number, directory: string): void {
  if (format <= STORE_FORMAT) return;
  throw new PipelineError(
    "store",
    `Cannot use the store at ${directory}: a newer version wrote it (format ${format}, this version reads up to ${STORE_FORMAT}); update, or choose another folder with --store`,
  );
}

/** What the store says of its format; undefined when it says nothing sound. */
function writtenFormat(directory: string): number | undefined {
  try {
    const text = readTextFileSync(join(directory, "format"));
    const format = Number(/^senzai store (\d+)/.exec(text)?.[1]);
    // Format 1 had no checksum.
    return format === 1 || text === formatText(format) ? format : undefined;
  } catch {
    return undefined;
  }
}

/** What the file `format` holds, with a checksum. */
export function formatText(format: number): string {
  const text = `senzai store ${format}`;
  return `${text} ${checksum(text)}\n`;
}

function writeFormat(directory: string): void {
  if (writtenFormat(directory) === STORE_FORMAT) return;
  writeTextFileSync(join(directory, ".gitignore"), "*\n");
  writeTextFileSync(join(directory, "format"), formatText(STORE_FORMAT));
}

/** Moves a damaged or outdated index out of the way. */
export function setAside(directory: string): void {
  const folder = join(directory, "quarantine");
  mkdirSync(folder, { recursive: true });
  for (const suffix of ["", "-wal", "-shm"]) {
    const name = `index.sqlite${suffix}`;
    if (!exists(join(directory, name))) continue;
    renameSync(
      join(directory, name),
      join(folder, `${Date.now()}-${name}`),
    );
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
