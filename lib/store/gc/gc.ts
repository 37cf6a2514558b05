import { join } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import { changeTime } from "../change_time.ts";
import { faultPoint } from "../fault.ts";
import { listFolder } from "../list_folder.ts";
import { tryLockFile } from "../lock.ts";
import { openSync, statSync, utimeSync } from "../../platform/files.ts";
import type { Store } from "../store.ts";
import {
  heldByLive,
  type Holders,
  type KeysIn,
  keysInStore,
  type PastRun,
  readHolders,
} from "./_holders.ts";
import { type Inventory, takeInventory } from "./_inventory.ts";
import { mark } from "./_mark.ts";
import { type PipelineSize, sizesByPipeline } from "./_sizes.ts";
import { type Horizon, lower, removeTree, sweep } from "./_sweep.ts";

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
  using file = openSync(path, { write: true, create: true });
  if (!tryLockFile(file, { exclusive: true })) {
    throw new PipelineError(
      "store",
      `Cannot collect garbage in ${store.directory}: another collection goes on; wait for it`,
    );
  }
  utimeSync(path, new Date(), new Date());
  const horizon = { at: changeTime(path)! - options.grace };
  lower(horizon, store);
  return await collect(store, { ...options, horizon });
}

/** A store as a collection finds it. */
interface View {
  readonly keysIn: KeysIn;
  readonly inventory: Inventory;
  readonly holders: Holders;
  /** Bytes of every blob, by digest. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** What goes: runs, keys of actions, digests of blobs, and other files. */
interface Gone {
  readonly released: readonly PastRun[];
  readonly actions: readonly string[];
  readonly blobs: readonly string[];
  readonly others: readonly OtherFile[];
}

interface OtherFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

type Settings = GcOptions & { readonly horizon: Horizon };

async function collect(
  store: Store,
  settings: Settings,
): Promise<GcReport> {
  const keysIn = keysInStore(store);
  const view: View = {
    keysIn,
    inventory: takeInventory(store),
    holders: readHolders(store, keysIn),
    sizes: new Map(
      [...store.blobs.list()].map(({ digest, size }) => [digest, size]),
    ),
  };
  const chosen = choose(store, view, settings);
  faultPoint("gc:marked");
  const gone = settings.dryRun
    ? chosen
    : await removeAll(store, chosen, { ...settings, view });
  return reportOf(gone, view, settings);
}

/** Decides what goes; removes nothing. */
function choose(
  store: Store,
  { keysIn, inventory, holders, sizes }: View,
  { horizon, keepRuns, maxSize }: Settings,
): Gone {
  const isOld = (at: number | undefined) => at !== undefined && at < horizon.at;
  const young = [...inventory.keys()].filter((key) =>
    !isOld(store.actions.written(key))
  );
  const { released, keys, digests } = mark(inventory, {
    holders,
    keepRuns,
    maxSize,
    youngKeys: new Set([...heldByLive(store, keysIn), ...young]),
    isYoungRun: ({ run }) => !isOld(changeTime(runFile(store, run.id)) ?? 0),
    sizeOf: (digest) => sizes.get(digest) ?? 0,
  });
  return {
    released,
    actions: [...inventory.keys()].filter((key) => !keys.has(key)),
    blobs: [...sizes.keys()].filter((digest) =>
      !digests.has(digest) && isOld(changeTime(store.blobs.path(digest)))
    ),
    others: otherFiles(store).filter(({ path }) => isOld(changeTime(path))),
  };
}

/** Removes what was chosen, but for what came into use meanwhile. */
async function removeAll(
  store: Store,
  { released, actions, blobs, others }: Gone,
  { horizon, view: { keysIn, inventory }, ...settings }: Settings & {
    readonly view: View;
  },
): Promise<Gone> {
  const total = actions.length + blobs.length;
  const tell = (before: number) => (done: number) =>
    settings.progress?.(before + done, total);
  const goneActions = await sweep(store, actions, {
    point: "gc:action",
    horizon,
    changedAt: (key) => store.actions.written(key),
    held: () => new Set(heldByLive(store, keysIn)),
    remove: (key) => store.actions.remove(key),
    progress: tell(0),
  });
  for (const { run } of released) forget(store, run.id);
  // What was spared meanwhile keeps its blobs.
  const spared = new Set(actions).difference(new Set(goneActions));
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
  const goneOthers = await sweep(store, others, {
    point: "gc:done",
    horizon,
    changedAt: ({ path }) => changeTime(path),
    remove: ({ path }) => removeTree(path),
  });
  return {
    released,
    actions: goneActions,
    blobs: goneBlobs,
    others: goneOthers,
  };
}

function reportOf(
  { released, actions, blobs, others }: Gone,
  { holders, inventory, sizes }: View,
  { dryRun = false, maxSize = Infinity }: Settings,
): GcReport {
  const sum = (values: Iterable<number>) =>
    [...values].reduce((total, value) => total + value, 0);
  const blobBytes = sum(blobs.map((digest) => sizes.get(digest)!));
  const keptBytes = sum(sizes.values()) - blobBytes;
  return {
    dryRun,
    runs: released.length,
    actions: actions.length,
    blobs: blobs.length,
    others: others.length,
    bytes: blobBytes + sum(others.map(({ size }) => size)),
    keptBytes,
    isOverBudget: keptBytes > maxSize,
    pipelines: sizesByPipeline({
      holders,
      inventory,
      sizes,
      gone: { released, blobs: new Set(blobs) },
    }),
  };
}

/** Checkpoints that were left long ago, and what is in quarantine. */
function otherFiles(store: Store): OtherFile[] {
  const quarantine = join(store.directory, "quarantine");
  const isOver = (path: string) =>
    Date.now() - (changeTime(path) ?? Infinity) > UNFINISHED;
  return [
    ...[...store.checkpoints.names()].map((name) =>
      store.checkpoints.path(name)
    ).filter(isOver),
    ...listFolder(quarantine).map((name) => join(quarantine, name)),
  ].map((path) => ({ path, size: fileSize(path) }));
}

function forget(store: Store, run: string): void {
  store.runs.remove(run);
  removeTree(join(store.directory, "logs", run));
}

function runFile(store: Store, run: string): string {
  return join(store.directory, "runs", `${run}.json`);
}

function fileSize(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
