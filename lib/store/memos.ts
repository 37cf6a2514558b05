import type { Index } from "./_index.ts";
import { seal, unseal } from "./_seal.ts";

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
  readonly #index: Index;

  /** Keeps answers in an open index. */
  constructor(index: Index) {
    this.#index = index;
  }

  /** The remembered text, if any and undamaged. */
  get(name: string): string | undefined {
    const row = this.#index.use((database) =>
      database.prepare("SELECT value FROM memos WHERE name = ?").get(name)
    );
    return row === undefined ? undefined : unseal(String(row.value));
  }

  /** Remembers a text; does nothing in a read-only store. */
  set(name: string, value: string): void {
    if (!this.#index.writable) return;
    this.#index.use((database) =>
      database
        .prepare("INSERT OR REPLACE INTO memos (name, value) VALUES (?, ?)")
        .run(name, seal(value))
    );
  }
}
