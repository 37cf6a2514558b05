import type { ActionRecord } from "../../plan/record.ts";
import { Limit } from "../../store/remote/limit.ts";
import type { SharedCache } from "../../store/remote/shared_cache.ts";
import type { Store } from "../../store/store.ts";

const SIDE_BY_SIDE = 4;

/** Sends results to a shared cache in the background. */
export class Uploads {
  readonly #cache: SharedCache;
  readonly #store: Store;
  readonly #limit = new Limit(SIDE_BY_SIDE);
  readonly #active = new Set<Promise<void>>();
  #done = 0;
  #total = 0;
  #sent = 0;

  constructor(cache: SharedCache, store: Store) {
    this.#cache = cache;
    this.#store = store;
  }

  /** Results dealt with so far, and all of them. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.#total };
  }

  /** Results that the cache has now. */
  get sent(): number {
    return this.#sent;
  }

  /** Sends a result as soon as there is room. */
  add(record: ActionRecord): void {
    this.#total++;
    const upload = this.#limit.run(1, () => this.#send(record))
      .finally(() => this.#active.delete(upload));
    this.#active.add(upload);
  }

  /** Resolves when everything was sent, or given up. */
  async close(): Promise<void> {
    await Promise.all(this.#active);
  }

  async #send(record: ActionRecord): Promise<void> {
    if (await this.#cache.send(record, this.#store)) this.#sent++;
    this.#done++;
  }
}
