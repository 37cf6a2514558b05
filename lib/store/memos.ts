import type { DatabaseSync } from "node:sqlite";

/** Where answers are remembered, by name. */
export interface MemoTable {
  /** The remembered text, if any. */
  get(name: string): string | undefined;
  /** Remembers a text. */
  set(name: string, value: string): unknown;
}

/**
 * Answers worth remembering that can always be computed again, such as the
 * digest of a normalised module by the digest of its bytes.
 */
export class Memos implements MemoTable {
  readonly #database: DatabaseSync;
  readonly #writable: boolean;

  /** Keeps answers in an open index. */
  constructor(database: DatabaseSync, options: { writable: boolean }) {
    this.#database = database;
    this.#writable = options.writable;
  }

  /** The remembered text, if any. */
  get(name: string): string | undefined {
    const row = this.#database
      .prepare("SELECT value FROM memos WHERE name = ?")
      .get(name);
    return row === undefined ? undefined : String(row.value);
  }

  /** Remembers a text; does nothing in a read-only store. */
  set(name: string, value: string): void {
    if (!this.#writable) return;
    this.#database
      .prepare("INSERT OR REPLACE INTO memos (name, value) VALUES (?, ?)")
      .run(name, value);
  }
}
