import util from "node:util";

/** What `node:util` had when tfjs-node was written, and has no more. */
const REMOVED = {
  isArray: Array.isArray,
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
};

/** Gives `node:util` the functions that tfjs-node calls, where it lacks them. */
export function completeNodeUtil(): void {
  const present = util as unknown as Record<string, unknown>;
  for (const [name, replacement] of Object.entries(REMOVED)) {
    present[name] ??= replacement;
  }
}
