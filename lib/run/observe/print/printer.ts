import type { RunEvent } from "../events.ts";

/** Turns events into output. */
export interface Printer {
  /** Receives every event of a run, in order. */
  event(event: RunEvent): void;
  /** Prints what is left and frees the terminal. */
  close(): void;
}
