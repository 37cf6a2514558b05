import type { Holders, PastRun } from "./_holders.ts";
import type { Inventory } from "./_inventory.ts";

/** What a pipeline takes, and what of it goes. */
export interface PipelineSize {
  /** Name of the pipeline; "" for what no run that is still known made. */
  readonly pipeline: string;
  /** Runs that stay. */
  readonly runs: number;
  /** Bytes that stay. */
  readonly keptBytes: number;
  /** Bytes that go. */
  readonly bytes: number;
}

/** Adds up the sizes of a store by pipeline. */
export function sizesByPipeline(
  { holders, inventory, sizes, gone }: {
    holders: Holders;
    inventory: Inventory;
    /** Bytes of each blob, by digest. */
    sizes: ReadonlyMap<string, number>;
    gone: {
      released: readonly PastRun[];
      blobs: ReadonlySet<string>;
    };
  },
): PipelineSize[] {
  const blobs = new Map<string, Set<string>>();
  const runs = new Map<string, number>();
  const known = new Set<string>();
  for (const holder of [...holders.firm, ...holders.past]) {
    const set = blobs.get(holder.pipeline) ?? new Set();
    blobs.set(holder.pipeline, set);
    const digests = [
      ...holder.keys.flatMap((key) => inventory.get(key) ?? []),
      ...holder.digests,
    ];
    for (const digest of digests) {
      set.add(digest);
      known.add(digest);
    }
  }
  const released = new Set(gone.released);
  for (const run of holders.past) {
    if (released.has(run)) continue;
    runs.set(run.pipeline, (runs.get(run.pipeline) ?? 0) + 1);
  }
  const rest = [...sizes.keys()].filter((digest) => !known.has(digest));
  if (rest.length > 0) blobs.set("", new Set(rest));
  return [...blobs].map(([pipeline, digests]) => {
    let bytes = 0;
    let keptBytes = 0;
    for (const digest of digests) {
      const size = sizes.get(digest) ?? 0;
      if (gone.blobs.has(digest)) bytes += size;
      else keptBytes += size;
    }
    return { pipeline, runs: runs.get(pipeline) ?? 0, keptBytes, bytes };
  }).sort((a, b) => b.keptBytes + b.bytes - a.keptBytes - a.bytes);
}
