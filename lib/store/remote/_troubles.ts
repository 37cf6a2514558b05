import { CacheError } from "./cache_error.ts";
import { EntryError } from "./entry.ts";
import type { HttpCache } from "./http_cache.ts";

/**
 * Tells what is wrong with a shared cache: each kind of trouble once, and
 * nothing of what was abandoned.
 */
export class Troubles {
  readonly #http: HttpCache;
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();
  /** Last failure of each direction, told at the end unless it came to more. */
  #read: string | undefined;
  #write: string | undefined;

  constructor(http: HttpCache, warn: (message: string) => void) {
    this.#http = http;
    this.#warn = warn;
  }

  /** Notes why a result was not taken. */
  unused(error: unknown): void {
    const { message } = error as Error;
    const { address, reads } = this.#http;
    if (error instanceof EntryError) {
      const { fault } = error;
      const what = fault === "unsigned" || fault === "forged"
        ? "entries of the shared cache are"
        : "an entry of the shared cache is";
      this.#tell(fault, `${what} not used (${address}): ${message}`);
    } else if (!(error instanceof CacheError)) {
      this.#tell("store", message);
    } else if (reads.open !== undefined) {
      this.#tell(
        "reads",
        `the shared cache at ${address} is left alone for the rest of the run: ${reads.open}`,
      );
    } else {
      this.#read = message;
    }
  }

  /** Notes why a result was not sent. */
  unsent(error: unknown): void {
    const { address, writes } = this.#http;
    if (writes.open !== undefined) {
      this.#tell(
        "writes",
        `nothing more is sent to the shared cache at ${address}: ${writes.open}`,
      );
    } else {
      this.#write = (error as Error).message;
    }
  }

  /** Tells of failures that did not make the cache be left alone. */
  sumUp(): void {
    const { address, reads, writes } = this.#http;
    if (this.#read !== undefined && reads.open === undefined) {
      this.#tell(
        "read",
        `the shared cache at ${address} failed at times: ${this.#read}; what it did not give was made here`,
      );
    }
    const open = writes.open ?? reads.open;
    if (this.#write !== undefined && open === undefined) {
      this.#tell(
        "write",
        `not all results were sent to the shared cache at ${address}: ${this.#write}`,
      );
    }
  }

  #tell(kind: string, message: string): void {
    if (this.#http.stopped || this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#warn(message);
  }
}
