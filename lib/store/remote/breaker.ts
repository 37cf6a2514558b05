const IN_A_ROW = 3;
const IN_ALL = 10;

/**
 * Decides when a cache that fails is left alone: after three failed calls in a
 * row or ten in all, or at once when it refuses.
 *
 * @example
 * ```ts
 * import { Breaker } from "./breaker.ts";
 *
 * const breaker = new Breaker();
 * for (let i = 0; i < 3; i++) breaker.failed("connection refused");
 * console.assert(breaker.open === "connection refused");
 * ```
 */
export class Breaker {
  #row = 0;
  #all = 0;
  #open: string | undefined;

  /** Why the cache is left alone; undefined while it is not. */
  get open(): string | undefined {
    return this.#open;
  }

  /** Notes a call that went well. */
  succeeded(): void {
    this.#row = 0;
  }

  /** Notes a call that failed, retries included, or an answer that was a lie. */
  failed(why: string): void {
    this.#row++;
    this.#all++;
    if (this.#row >= IN_A_ROW || this.#all >= IN_ALL) this.refuse(why);
  }

  /** Leaves the cache alone from now on; the first reason counts. */
  refuse(why: string): void {
    this.#open ??= why;
  }
}
