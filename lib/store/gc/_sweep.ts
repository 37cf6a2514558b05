import { type FaultPoint, faultPoint } from "../fault.ts";
import { removeSync } from "../../platform/files.ts";
import type { Store } from "../store.ts";

const SLICE = 500;

/** A moment of the file system's clock; what changed later is in use. */
export interface Horizon {
  /** Milliseconds; only ever moves back. */
  at: number;
}

/**
 * Removes things a slice at a time, with the gate shut, so that runs go on
 * between slices and nothing is removed that one of them has begun to use.
 *
 * @param store The store
 * @param items What to remove, unless it turns out to be in use
 * @param how When an item last changed in milliseconds (undefined when it is
 * gone), and how it is removed
 * @returns Items that were removed
 */
export async function sweep<T>(
  store: Store,
  items: readonly T[],
  how: {
    point: FaultPoint;
    horizon: Horizon;
    changedAt: (item: T) => number | undefined;
    /** What live runs hold now; asked once a slice. */
    held?: () => ReadonlySet<T>;
    remove: (item: T) => void;
    progress?: (done: number) => void;
  },
): Promise<T[]> {
  const removed: T[] = [];
  for (let at = 0; at < items.length; at += SLICE) {
    store.forGc(() => {
      lower(how.horizon, store);
      const held = how.held?.();
      for (const item of items.slice(at, at + SLICE)) {
        const changed = how.changedAt(item);
        if (changed === undefined || changed >= how.horizon.at) continue;
        if (held?.has(item)) continue;
        how.remove(item);
        removed.push(item);
        faultPoint(how.point);
      }
    });
    how.progress?.(Math.min(at + SLICE, items.length));
    // Drivers in this process, and the terminal, get their turn.
    await new Promise((done) => setTimeout(done, 0));
  }
  return removed;
}

/** Moves the horizon back to the start of the oldest live run. */
export function lower(horizon: Horizon, store: Store): void {
  for (const { since } of store.live.list()) {
    horizon.at = Math.min(horizon.at, since);
  }
}

/** Removes a file, or a folder with everything in it, if it is there. */
export function removeTree(path: string): void {
  try {
    removeSync(path, { recursive: true });
  } catch {
    // Gone already, or not removable: the next collection tries again.
  }
}
