import type { Holder, Holders, PastRun } from "./_holders.ts";
import type { Inventory } from "./_inventory.ts";

/** What a collection keeps and lets go. */
export interface Marked {
  /** Past runs that are let go. */
  readonly released: readonly PastRun[];
  /** Keys of actions that are kept. */
  readonly keys: ReadonlySet<string>;
  /** Digests of blobs that are kept. */
  readonly digests: ReadonlySet<string>;
  /** Bytes of those. */
  readonly bytes: number;
}

/**
 * Chooses what to keep: what pins and live runs hold, the newest runs of each
 * pipeline, and what is young. While that exceeds a size, the oldest run that
 * is not its pipeline's newest is let go. Pure.
 *
 * @param inventory Recorded actions
 * @param options Who holds what, and how much of it to keep
 */
export function mark(
  inventory: Inventory,
  options: {
    holders: Holders;
    keepRuns: number;
    /** Whether a past run is too young to be let go. */
    isYoungRun: (run: PastRun) => boolean;
    /** Keys that are kept, whoever holds them. */
    youngKeys: ReadonlySet<string>;
    /** Size of a blob in bytes. */
    sizeOf: (digest: string) => number;
    /** Bytes to come below, if possible. */
    maxSize: number | undefined;
  },
): Marked {
  const { holders, isYoungRun, maxSize } = options;
  const counts = new Counts(inventory, options.sizeOf);
  for (const holder of holders.firm) counts.hold(holder);
  counts.hold({ pipeline: "", keys: [...options.youngKeys], digests: [] });
  const tooMany = beyond(holders.past, options.keepRuns);
  const released = holders.past.filter((run) =>
    tooMany.has(run) && !isYoungRun(run)
  );
  const kept = holders.past.filter((run) => !released.includes(run));
  for (const run of kept) counts.hold(run);
  if (maxSize !== undefined) {
    for (const run of kept) {
      if (counts.bytes <= maxSize) break;
      if (run.isLatest) continue;
      counts.letGo(run);
      released.push(run);
    }
  }
  return {
    released,
    keys: counts.keys(),
    digests: counts.digests(),
    bytes: counts.bytes,
  };
}

/** Runs that are not among the newest of their pipelines. */
function beyond(past: readonly PastRun[], keep: number): Set<PastRun> {
  const seen = new Map<string, number>();
  const result = new Set<PastRun>();
  for (const run of [...past].reverse()) {
    const count = (seen.get(run.pipeline) ?? 0) + 1;
    seen.set(run.pipeline, count);
    if (count > Math.max(1, keep)) result.add(run);
  }
  return result;
}

/** How many holders each action and blob has, and the bytes of those held. */
class Counts {
  readonly #inventory: Inventory;
  readonly #sizeOf: (digest: string) => number;
  readonly #actions = new Map<string, number>();
  readonly #blobs = new Map<string, number>();
  bytes = 0;

  constructor(inventory: Inventory, sizeOf: (digest: string) => number) {
    this.#inventory = inventory;
    this.#sizeOf = sizeOf;
  }

  hold(holder: Holder): void {
    for (const key of new Set(holder.keys)) {
      const count = this.#actions.get(key) ?? 0;
      this.#actions.set(key, count + 1);
      if (count > 0) continue;
      for (const digest of this.#inventory.get(key) ?? []) this.#add(digest);
    }
    for (const digest of holder.digests) this.#add(digest);
  }

  letGo(holder: Holder): void {
    for (const key of new Set(holder.keys)) {
      const count = this.#actions.get(key)! - 1;
      if (count > 0) {
        this.#actions.set(key, count);
        continue;
      }
      this.#actions.delete(key);
      for (const digest of this.#inventory.get(key) ?? []) this.#drop(digest);
    }
    for (const digest of holder.digests) this.#drop(digest);
  }

  keys(): Set<string> {
    return new Set(this.#actions.keys());
  }

  digests(): Set<string> {
    return new Set(this.#blobs.keys());
  }

  #add(digest: string): void {
    const count = this.#blobs.get(digest) ?? 0;
    this.#blobs.set(digest, count + 1);
    if (count === 0) this.bytes += this.#sizeOf(digest);
  }

  #drop(digest: string): void {
    const count = this.#blobs.get(digest)! - 1;
    if (count > 0) {
      this.#blobs.set(digest, count);
      return;
    }
    this.#blobs.delete(digest);
    this.bytes -= this.#sizeOf(digest);
  }
}
