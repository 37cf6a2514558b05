import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { statSync } from "../platform/files.ts";
import { isDamaged, storeFailure } from "./_fail.ts";
import { faultPoint } from "./fault.ts";
import { openIndex, setAside } from "./open.ts";
import { STORE_FORMAT } from "./_schema.ts";

/**
 * The open SQLite index of a store. Everything in it can be had from the
 * store's files, so that an index which turns out damaged, when it is opened
 * or later, is set aside and filled anew.
 */
export class Index {
  readonly #directory: string;
  /** False when the folder is read-only, or was opened so. */
  readonly writable: boolean;
  /** Fills an empty index from the store's files. */
  fill: () => void = () => {};
  #database: DatabaseSync;
  #inode: number | null;
  #isNew: boolean;
  #inTransaction = false;

  /** Opens, or makes, the index of the store in a folder. */
  constructor(directory: string, options: { readonly: boolean }) {
    const { database, writable, isNew } = openIndex(directory, options);
    this.#directory = directory;
    this.#database = database;
    this.writable = writable;
    this.#isNew = isNew && writable;
    this.#inode = this.#inodeNow();
  }

  /**
   * Runs `body` on the database; once more when the index turned out damaged
   * and was made anew.
   *
   * @throws {PipelineError} when the store cannot be read or written
   */
  use<R>(body: (database: DatabaseSync) => R): R {
    // A transaction that began on a damaged index starts over as a whole.
    if (this.#inTransaction) return body(this.#database);
    try {
      this.#fillIfNew();
      return body(this.#database);
    } catch (error) {
      if (!isDamaged(error) || !this.writable) {
        throw storeFailure(error, this.#directory);
      }
    }
    try {
      this.#replace();
      this.#fillIfNew();
      return body(this.#database);
    } catch (error) {
      throw storeFailure(error, this.#directory);
    }
  }

  /** Runs `body` as one transaction; a nested one is part of the outer. */
  transaction<R>(body: (database: DatabaseSync) => R): R {
    if (this.#inTransaction) return body(this.#database);
    return this.use((database) => {
      database.exec("BEGIN IMMEDIATE");
      this.#inTransaction = true;
      try {
        faultPoint("index:begun");
        const result = body(database);
        faultPoint("index:written");
        database.exec("COMMIT");
        faultPoint("index:committed");
        return result;
      } catch (error) {
        rollBack(database);
        throw error;
      } finally {
        this.#inTransaction = false;
      }
    });
  }

  /**
   * Reads the whole index; one whose structure is damaged is made anew, where
   * that can be written.
   *
   * @returns Whether it was sound
   */
  check(): boolean {
    let isSound = false;
    try {
      const [row] = this.#database.prepare("PRAGMA integrity_check(1)").all();
      isSound = Object.values(row ?? {})[0] === "ok";
    } catch (error) {
      if (!isDamaged(error)) throw storeFailure(error, this.#directory);
    }
    if (!isSound && this.writable) {
      this.#replace();
      this.use(() => {});
    }
    return isSound;
  }

  /** Closes the file. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #fillIfNew(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    this.transaction((database) => {
      const row = database.prepare("PRAGMA user_version").get();
      // Another process may have filled it while this one waited.
      if (row?.user_version === STORE_FORMAT) return;
      this.fill();
      database.exec(`PRAGMA user_version = ${STORE_FORMAT}`);
    });
  }

  /** Opens a new index in place of a damaged one, unless another process did. */
  #replace(): void {
    this.close();
    if (this.#inodeNow() === this.#inode) setAside(this.#directory);
    const { database, isNew } = openIndex(this.#directory, { readonly: false });
    this.#database = database;
    this.#isNew = isNew;
    this.#inode = this.#inodeNow();
  }

  #inodeNow(): number | null {
    try {
      return statSync(join(this.#directory, "index.sqlite")).ino;
    } catch {
      return null;
    }
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite has rolled back by itself, as it does when the disk is full.
  }
}
