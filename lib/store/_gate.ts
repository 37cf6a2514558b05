import { join } from "node:path";
import { withLock } from "./lock.ts";

/**
 * Keeps garbage collection apart from what counts on garbage: whoever stores
 * a blob that may be there already, or plans to use what is stored, passes the
 * gate; the collector shuts it for the moment of each removal.
 */
export class Gate {
  readonly #path: string;

  /** The gate of the store in a folder. */
  constructor(directory: string) {
    this.#path = join(directory, "gate");
  }

  /** Runs `body`, beside others who pass, while nothing is removed. */
  pass<R>(body: () => R): R {
    return withLock(this.#path, { exclusive: false }, body);
  }

  /** Runs `body` while nobody passes. */
  shut<R>(body: () => R): R {
    return withLock(this.#path, { exclusive: true }, body);
  }
}
