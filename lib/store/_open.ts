import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { PipelineError } from "../dsl/error.ts";
import { removeQuietly } from "./_durable.ts";
import { isBusy, isDamaged, isReadOnly, storeFailure } from "./_fail.ts";
import { STORE_FORMAT, TABLES } from "./_schema.ts";

const FOLDERS = ["cas", "actions", "checkpoints", "logs", "tmp"];
const BUSY_MS = 15_000;
const STALE_MS = 24 * 3600 * 1000;

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
  checkFormat(directory);
  if (!options.readonly && prepareFolders(directory)) {
    return openWritable(directory);
  }
  return { ...openReadable(directory), writable: false };
}

/** Makes the folders; false when the place is read-only but holds a store. */
function prepareFolders(directory: string): boolean {
  try {
    for (const folder of FOLDERS) {
      Deno.mkdirSync(join(directory, folder), { recursive: true });
    }
    const probe = join(directory, "tmp", `${Deno.pid}-probe`);
    Deno.writeTextFileSync(probe, "");
    removeQuietly(probe);
    sweepTemporary(join(directory, "tmp"));
    return true;
  } catch (error) {
    if (isReadOnly(error) && exists(join(directory, "cas"))) return false;
    if (error instanceof Deno.errors.NotADirectory) {
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
    const existed = exists(path);
    let database = openDatabase(path);
    let isNew = !existed;
    try {
      checkVersion(database, directory);
      configure(database);
    } catch (error) {
      database.close();
      if (!isDamaged(error)) throw error;
      setAside(directory);
      database = openDatabase(path);
      configure(database);
      isNew = true;
    }
    writeFormat(directory);
    return { database, writable: true, isNew };
  } catch (error) {
    throw storeFailure(error, directory);
  }
}

function configure(database: DatabaseSync): void {
  // NORMAL does not sync the log at each commit: a power failure may lose the
  // last rows, never corrupt the index, and the action files bring them back.
  database.exec("PRAGMA synchronous = NORMAL");
  enterWal(database);
  const row = database.prepare("PRAGMA user_version").get();
  if (Number(row?.user_version) === STORE_FORMAT) return;
  database.exec(
    `BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${STORE_FORMAT}; COMMIT;`,
  );
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
        const database = new DatabaseSync(location, { readOnly: true });
        checkVersion(database, directory);
        database.prepare("SELECT count(*) FROM actions").get();
        return { database, isNew: false };
      } catch (error) {
        if (error instanceof PipelineError) throw error;
      }
    }
  }
  const database = new DatabaseSync(":memory:");
  database.exec(TABLES);
  return { database, isNew: true };
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
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

function checkVersion(database: DatabaseSync, directory: string): void {
  const row = database.prepare("PRAGMA user_version").get();
  refuseNewer(Number(row?.user_version), directory);
}

function checkFormat(directory: string): void {
  let text: string;
  try {
    text = Deno.readTextFileSync(join(directory, "format"));
  } catch {
    return;
  }
  refuseNewer(Number(text.match(/\d+/)?.[0] ?? 0), directory);
}

function refuseNewer(format: number, directory: string): void {
  if (format <= STORE_FORMAT) return;
  throw new PipelineError(
    "store",
    `Cannot use the store at ${directory}: a newer version wrote it (format ${format}, this version reads up to ${STORE_FORMAT}); update, or choose another folder with --store`,
  );
}

function writeFormat(directory: string): void {
  if (exists(join(directory, "format"))) return;
  Deno.writeTextFileSync(join(directory, ".gitignore"), "*\n");
  Deno.writeTextFileSync(
    join(directory, "format"),
    `senzai store ${STORE_FORMAT}\n`,
  );
}

/** Moves a damaged index out of the way. */
function setAside(directory: string): void {
  const folder = join(directory, "quarantine");
  Deno.mkdirSync(folder, { recursive: true });
  for (const suffix of ["", "-wal", "-shm"]) {
    const name = `index.sqlite${suffix}`;
    if (!exists(join(directory, name))) continue;
    Deno.renameSync(
      join(directory, name),
      join(folder, `${Date.now()}-${name}`),
    );
  }
}

/** Removes what crashed writers left a day ago or earlier. */
function sweepTemporary(folder: string): void {
  const oldest = Date.now() - STALE_MS;
  for (const { name } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    try {
      const modified = Deno.lstatSync(path).mtime?.getTime() ?? Date.now();
      if (modified < oldest) removeQuietly(path);
    } catch {
      // Another process swept it first.
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
