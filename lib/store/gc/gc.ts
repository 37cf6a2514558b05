import { join } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import { faultPoint } from "../_fault.ts";
import { listFolder } from "../_list_folder.ts";
import { tryLockFile } from "../_lock.ts";
import type { Store } from "../store.ts";
import {
  heldByLive,
  keysInStore,
  type PastRun,
  readHolders,
} from "./_holders.ts";
import { takeInventory } from "./_inventory.ts";
import { mark } from "./_mark.ts";
import { type PipelineSize, sizesByPipeline } from "./_sizes.ts";
import {
  changeTime,
  type Horizon,
  lower,
  removeTree,
  sweep,
} from "./_sweep.ts";

/** Age in milliseconds at which the checkpoint of an unfinished node goes. */
const UNFINISHED = 30 * 24 * 3600 * 1000;

/** Settings of a garbage collection. */
export interface GcOptions {
  /** Runs to keep of each pipeline, the newest first; at least 1. */
  readonly keepRuns: number;
  /** Age in milliseconds below which nothing is removed. */
  readonly grace: number;
  /** Bytes to come below, by letting go of old runs. */
  readonly maxSize?: number;
  /** Removes nothing, and says what would be. */
  readonly dryRun?: boolean;
  /** Receives how far the removal is. */
  readonly progress?: (done: number, total: number) => void;
}

/** What a garbage collection removed, or would, and what it left. */
export interface GcReport {
  /** Whether nothing was removed. */
  readonly dryRun: boolean;
  /** Runs that are forgotten. */
  readonly runs: number;
  /** Results of nodes that go. */
  readonly actions: number;
  /** Artifacts and logs that go. */
  readonly blobs: number;
  /** Checkpoints and quarantined files that go. */
  readonly others: number;
  /** Bytes of everything that goes. */
  readonly bytes: number;
  /** Bytes of the blobs that stay. */
  readonly keptBytes: number;
  /** Whether the blobs that stay exceed `maxSize`. */
  readonly isOverBudget: boolean;
  /** The same by pipeline; a blob of two pipelines counts for both. */
  readonly pipelines: readonly PipelineSize[];
}

/**
 * Removes what no pin, no recent run and no live run needs: results of nodes
 * first, then blobs that none of the rest names, then checkpoints that
 * were left a month ago, logs of forgotten runs, and the quarantine.
 * Safe while runs go on, whatever the clock does: nothing is removed that
 * changed after the oldest live run started.
 *
 * @throws {PipelineError} when the store is read-only, or another collection
 * goes on
 *
 * @example
 * ```ts
 * import { Store } from "../store.ts";
 * import { collectGarbage } from "./gc.ts";
 *
 * using store = Store.open(await Deno.makeTempDir());
 * store.blobs.put(new TextEncoder().encode("nobody's"));
 * await new Promise((done) => setTimeout(done, 1100));
 * const { blobs } = await collectGarbage(store, { keepRuns: 3, grace: 0 });
 * console.assert(blobs === 1);
 * ```
 */
export async function collectGarbage(
  store: Store,
  options: GcOptions,
): Promise<GcReport> {
  store.requireWritable();
  const path = join(store.directory, "gc");
  using file = Deno.openSync(path, { write: true, create: true });
  if (!tryLockFile(file, { exclusive: true })) {
    throw new PipelineError(
      "store",
      `Cannot collect garbage in ${store.directory}: another collection goes on; wait for it`,
    );
  }
  Deno.utimeSync(path, new Date(), new Date());
  const horizon = { at: changeTime(path)! - options.grace };
  lower(horizon, store);
  return await collect(store, { ...options, horizon });
}

async function collect(
  store: Store,
  options: GcOptions & { horizon: Horizon },
): Promise<GcReport> {
  const { horizon, dryRun = false } = options;
  const keysIn = keysInStore(store);
  const inventory = takeInventory(store);
  const sizes = blobSizes(store);
  const holders = readHolders(store, keysIn);
  const isOld = (at: number | undefined) => at !== undefined && at < horizon.at;
  const youngKeys = new Set([
    ...heldByLive(store, keysIn),
    ...[...inventory.keys()].filter((key) =>
      !isOld(store.actions.written(key))
    ),
  ]);
  const marked = mark(inventory, {
    holders,
    youngKeys,
    keepRuns: options.keepRuns,
    maxSize: options.maxSize,
    isYoungRun: ({ run }) => !isOld(changeTime(runFile(store, run.id)) ?? 0),
    sizeOf: (digest) => sizes.get(digest) ?? 0,
  });
  faultPoint("gc:marked");
  const actions = [...inventory.keys()].filter((key) => !marked.keys.has(key));
  const blobs = [...sizes.keys()].filter((digest) =>
    !marked.digests.has(digest) && isOld(changeTime(store.blobs.path(digest)))
  );
  const others = otherFiles(store, (path) => isOld(changeTime(path)));
  const bytesOf = (digests: readonly string[], paths: readonly string[]) =>
    digests.reduce((sum, digest) => sum + sizes.get(digest)!, 0) +
    paths.reduce((sum, path) => sum + fileSize(path), 0);
  const report = (gone: {
    released: readonly PastRun[];
    actions: readonly string[];
    blobs: readonly string[];
    others: number;
    bytes: number;
  }): GcReport => {
    const goneBlobs = new Set(gone.blobs);
    const keptBytes = [...sizes].reduce(
      (sum, [digest, size]) => goneBlobs.has(digest) ? sum : sum + size,
      0,
    );
    return {
      dryRun,
      runs: gone.released.length,
      actions: gone.actions.length,
      blobs: gone.blobs.length,
      others: gone.others,
      bytes: gone.bytes,
      keptBytes,
      isOverBudget: keptBytes > (options.maxSize ?? Infinity),
      pipelines: sizesByPipeline({
        holders,
        inventory,
        sizes,
        gone: { ...gone, blobs: goneBlobs },
      }),
    };
  };
  if (dryRun) {
    return report({
      released: marked.released,
      actions,
      blobs,
      others: others.length,
      bytes: bytesOf(blobs, others),
    });
  }
  const total = actions.length + blobs.length;
  const tell = (before: number) => (done: number) =>
    options.progress?.(before + done, total);
  const goneActions = await sweep(store, actions, {
    point: "gc:action",
    horizon,
    changedAt: (key) => store.actions.written(key),
    held: () => new Set(heldByLive(store, keysIn)),
    remove: (key) => store.actions.remove(key),
    progress: tell(0),
  });
  for (const { run } of marked.released) forget(store, run.id);
  // What was spared meanwhile keeps its blobs.
  const spared = new Set(actions);
  for (const key of goneActions) spared.delete(key);
  const needed = new Set(
    [...spared].flatMap((key) => inventory.get(key) ?? []),
  );
  const goneBlobs = await sweep(
    store,
    blobs.filter((digest) => !needed.has(digest)),
    {
      point: "gc:blob",
      horizon,
      changedAt: (digest) => changeTime(store.blobs.path(digest)),
      remove: (digest) => removeTree(store.blobs.path(digest)),
      progress: tell(actions.length),
    },
  );
  const bytes = bytesOf(goneBlobs, others);
  const goneOthers = await sweep(store, others, {
    point: "gc:done",
    horizon,
    changedAt: changeTime,
    remove: removeTree,
  });
  return report({
    released: marked.released,
    actions: goneActions,
    blobs: goneBlobs,
    others: goneOthers.length,
    bytes,
  });
}

/** Checkpoints that were left long ago, and old quarantined files. */
function otherFiles(
  store: Store,
  isOld: (path: string) => boolean,
): string[] {
  const files = (...parts: string[]) => {
    const folder = join(store.directory, ...parts);
    return listFolder(folder).map((name) => join(folder, name));
  };
  const checkpoints = listFolder(join(store.directory, "checkpoints"))
    .flatMap((shard) => files("checkpoints", shard));
  const isOver = (path: string) =>
    Date.now() - (changeTime(path) ?? Infinity) > UNFINISHED;
  return [...checkpoints.filter(isOver), ...files("quarantine")].filter(isOld);
}

function forget(store: Store, run: string): void {
  store.runs.remove(run);
  removeTree(store.directory, "logs", run);
}

function runFile(store: Store, run: string): string {
  return join(store.directory, "runs", `${run}.json`);
}

/** Size of every blob in bytes, by digest. */
function blobSizes(store: Store): Map<string, number> {
  const root = join(store.directory, "cas");
  const sizes = new Map<string, number>();
  for (const shard of listFolder(root)) {
    for (const digest of listFolder(join(root, shard))) {
      sizes.set(digest, store.blobs.size(digest) ?? 0);
    }
  }
  return sizes;
}

function fileSize(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
