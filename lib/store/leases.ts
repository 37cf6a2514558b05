import type { Index } from "./_index.ts";
import type { LiveRuns } from "./live_runs.ts";

/**
 * Which run works on which key, so that drivers on one store share work. A
 * lease is as good as its run is alive, so that a driver that dies leaves
 * none; losing them all costs work done twice, never a result.
 */
export class Leases {
  readonly #index: Index;
  readonly #live: LiveRuns;

  constructor(index: Index, live: LiveRuns) {
    this.#index = index;
    this.#live = live;
  }

  /**
   * Takes a key for a run.
   *
   * @returns The other live run that has it; undefined when it was free
   */
  take(key: string, run: string): string | undefined {
    return this.#index.transaction((database) => {
      const row = database
        .prepare("SELECT run FROM leases WHERE key = ?")
        .get(key);
      const holder = row === undefined ? run : String(row.run);
      if (holder !== run && this.#live.isLive(holder)) return holder;
      database
        .prepare("INSERT OR REPLACE INTO leases (key, run) VALUES (?, ?)")
        .run(key, run);
      return undefined;
    });
  }

  /** Whether a run works on a key, or died while it did. */
  has(key: string): boolean {
    return this.#index.use((database) =>
      database.prepare("SELECT 1 FROM leases WHERE key = ?").get(key)
    ) !== undefined;
  }

  /** Gives a key back. */
  release(key: string, run: string): void {
    this.#index.use((database) =>
      database
        .prepare("DELETE FROM leases WHERE key = ? AND run = ?")
        .run(key, run)
    );
  }

  /** Forgets the leases of runs that are no more. */
  sweep(): void {
    this.#index.use((database) => {
      const rows = database.prepare("SELECT DISTINCT run FROM leases").all();
      for (const { run } of rows) {
        if (this.#live.isLive(String(run))) continue;
        database.prepare("DELETE FROM leases WHERE run = ?").run(String(run));
      }
    });
  }
}
