import type { RunEvent } from "./events.ts";

/** Someone who listens to a run, and whose errors must not break it. */
export class Listener {
  readonly #listen: ((event: RunEvent) => void) | undefined;
  #failure: { readonly thrown: unknown } | undefined;

  /** Prepares a listener that may be absent. */
  constructor(listen: ((event: RunEvent) => void) | undefined) {
    this.#listen = listen;
  }

  /** Tells an event, unless an earlier one made the listener fail. */
  event(event: RunEvent): void {
    if (this.#failure !== undefined) return;
    try {
      this.#listen?.(event);
    } catch (thrown) {
      this.#failure = { thrown };
    }
  }

  /** Throws what the listener threw, if it did. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }
}
