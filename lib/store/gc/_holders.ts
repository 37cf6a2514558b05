import type { RunRecord } from "../runs.ts";
import type { Store } from "../store.ts";

/** Something that keeps actions: a run, a pin, a run that goes on. */
export interface Holder {
  /** Name of the pipeline; "" when it is not known. */
  readonly pipeline: string;
  readonly keys: readonly string[];
  /** Blobs that it needs besides those of its actions. */
  readonly digests: readonly string[];
}

/** A past run and what it holds. */
export interface PastRun extends Holder {
  readonly run: RunRecord;
  /** Whether it may be let go when space is needed. */
  readonly isLatest: boolean;
}

/** Everything that may hold actions. */
export interface Holders {
  /** Runs that go on, and pins: never let go. */
  readonly firm: readonly Holder[];
  /** Past runs, oldest first. */
  readonly past: readonly PastRun[];
}

/** Keys of a set of nodes, by the digest of its blob; equal sets are read once. */
export type KeysIn = (digest: string) => readonly string[];

/** Reads sets of nodes of a store, each once. */
export function keysInStore(store: Store): KeysIn {
  const known = new Map<string, readonly string[]>();
  return (digest) => {
    const keys = known.get(digest) ??
      store.runs.nodesIn(digest).map(([, key]) => key);
    known.set(digest, keys);
    return keys;
  };
}

/** Reads what the pins, the past runs and the live runs of a store hold. */
export function readHolders(store: Store, keysIn: KeysIn): Holders {
  const seen = new Set<string>();
  const runs = store.runs.list({ limit: -1 });
  const live = new Set(store.live.list().map(({ run }) => run));
  const past = runs.map((run): PastRun => {
    const isLatest = !seen.has(run.pipeline);
    seen.add(run.pipeline);
    return { run, isLatest, ...heldByRun(store, run, keysIn) };
  });
  const pinned = store.pins.list().map(({ pipeline, nodes }) => ({
    pipeline,
    digests: [nodes],
    keys: keysIn(nodes),
  }));
  return {
    firm: [...pinned, ...past.filter(({ run }) => live.has(run.id))],
    past: past.filter(({ run }) => !live.has(run.id)).reverse(),
  };
}

/** What live runs hold, by their own word: the index may be a new one. */
export function heldByLive(store: Store, keysIn: KeysIn): string[] {
  return store.live.list().flatMap(({ run }) => {
    const digest = store.live.noted(run, "roots");
    return digest === undefined ? [] : keysIn(digest);
  });
}

function heldByRun(
  store: Store,
  { id, pipeline }: RunRecord,
  keysIn: KeysIn,
): Holder {
  const nodes = store.runs.nodesDigest(id);
  const ran = store.runs.attempts(id).flatMap(({ key }) => key ?? []);
  if (nodes === undefined) return { pipeline, keys: ran, digests: [] };
  return { pipeline, keys: [...keysIn(nodes), ...ran], digests: [nodes] };
}
