import { MANIFEST_SCHEMA, manifestKey } from "../plan/manifest.ts";
import type { ActionRecord } from "../plan/record.ts";
import { HashPool } from "./hash_pool.ts";
import type { Store } from "./store.ts";

/** Most files that are hashed at a time. */
const MOST_LANES = 8;

/** A blob that is not what a record says it is. */
export interface LostBlob {
  /** SHA-256 that its bytes should have. */
  readonly digest: string;
  /** What is wrong with it. */
  readonly state: "damaged" | "missing" | "unreadable";
  /** What it is: an output, as `"stage: port"`, a log, or the nodes of a run. */
  readonly what: readonly string[];
  /** Keys of the actions that name it. */
  readonly keys: readonly string[];
  /** Nodes that made it or used it last, with their pipelines. */
  readonly nodes: readonly {
    readonly pipeline: string;
    readonly node: string;
  }[];
}

/** An action record that was damaged. */
export interface BadRecord {
  readonly key: string;
  /** The side that was damaged: the record's file, or its row in the index. */
  readonly what: "record" | "index";
}

/** What a check of a whole store found. */
export interface StoreReport {
  /** Whether nothing was wrong; what could be mended counts as wrong too. */
  readonly ok: boolean;
  /** False when the store was only looked at. */
  readonly writable: boolean;
  /** Whether the index was; a damaged one was filled anew from the records. */
  readonly isIndexSound: boolean;
  /** Records of finished actions that were checked. */
  readonly actions: number;
  /** Records that were damaged and put right from their other copy. */
  readonly mended: readonly BadRecord[];
  /** Keys of actions whose record was damaged beyond mending. */
  readonly lost: readonly string[];
  /** Blobs that were hashed. */
  readonly blobs: number;
  /** Bytes that were hashed. */
  readonly bytes: number;
  /** Wall-clock time of the hashing. */
  readonly seconds: number;
  /** Blobs that are not what a record says. */
  readonly damaged: readonly LostBlob[];
  /** Checkpoint files that were read through. */
  readonly checkpoints: number;
  /** Names of those that were damaged. */
  readonly damagedCheckpoints: readonly string[];
  /** Blobs that no record names: garbage, or of a run that goes on. */
  readonly unreferenced: { readonly blobs: number; readonly bytes: number };
}

/** How far a check is. */
export interface VerifyProgress {
  /** Blobs hashed so far. */
  readonly done: number;
  /** Blobs to hash. */
  readonly total: number;
  /** Bytes hashed so far. */
  readonly bytes: number;
}

interface Reference {
  readonly what: Set<string>;
  readonly keys: string[];
  /** Whether a node has to run again without it. */
  needed: boolean;
}

/**
 * Reads everything that the records of a store name and compares it with what
 * they say. Damaged files go to `quarantine/`, so that the next run makes
 * their nodes again; damaged records are put right from their other copy. A
 * store that is read-only is not touched. Runs may go on meanwhile: what they
 * or gc remove while this looks counts as gone, not as damaged.
 *
 * @param store Store to check
 * @param onProgress Told after each blob
 */
export async function verifyStore(
  store: Store,
  onProgress: (progress: VerifyProgress) => void = () => {},
): Promise<StoreReport> {
  const isIndexSound = store.checkIndex();
  const { records, mended, lost } = checkRecords(store);
  const references = referencesOf(store, records);
  const hashed = await hashBlobs(store, { references, onProgress });
  const checkpoints = await checkCheckpoints(store);
  const unreferenced = { blobs: 0, bytes: 0 };
  for (const { digest, size } of store.blobs.list()) {
    if (references.has(digest)) continue;
    unreferenced.blobs++;
    unreferenced.bytes += size;
  }
  const problems = mended.length + lost.length + hashed.damaged.length +
    checkpoints.damagedCheckpoints.length;
  return {
    ok: problems === 0 && isIndexSound,
    writable: store.writable,
    isIndexSound,
    actions: records.length + lost.length,
    mended,
    lost,
    ...hashed,
    ...checkpoints,
    unreferenced,
  };
}

/** Compares both copies of every record, and each manifest with its key. */
function checkRecords(store: Store): {
  records: readonly ActionRecord[];
  mended: readonly BadRecord[];
  lost: readonly string[];
} {
  const { actions, writable } = store;
  const records: ActionRecord[] = [];
  const mended: BadRecord[] = [];
  const lost: string[] = [];
  for (const key of new Set([...actions.keys(), ...actions.indexed()])) {
    // Otherwise a record that gc is removing could be brought back by half.
    store.withoutGc(() => {
      const isThere = actions.written(key) > 0;
      const what = actions.mend(key, { write: writable });
      const record = actions.get(key);
      if (record === undefined) {
        if (isThere) lost.push(key);
        return;
      }
      if (!isFiledRight(record)) {
        if (writable) actions.discard(key);
        lost.push(key);
        return;
      }
      records.push(record);
      // A read-only store may be open without its index.
      const isWrong = what === "record" || (what === "index" && writable);
      if (isWrong) mended.push({ key, what });
    });
  }
  return { records, mended, lost };
}

function isFiledRight({ key, manifest }: ActionRecord): boolean {
  return manifest.schema !== MANIFEST_SCHEMA || manifestKey(manifest) === key;
}

function referencesOf(
  store: Store,
  records: readonly ActionRecord[],
): Map<string, Reference> {
  const references = new Map<string, Reference>();
  const add = (
    digest: string,
    { what, key, needed }: { what: string; key?: string; needed: boolean },
  ) => {
    const known = references.get(digest) ??
      { what: new Set(), keys: [], needed: false };
    known.what.add(what);
    if (key !== undefined) known.keys.push(key);
    known.needed ||= needed;
    references.set(digest, known);
  };
  for (const { key, stage, outputs, log } of records) {
    for (const [port, { digest }] of Object.entries(outputs)) {
      add(digest, { what: `${stage}: ${port}`, key, needed: true });
    }
    if (log !== null) add(log, { what: `${stage}: log`, key, needed: false });
  }
  for (const { id } of store.runs.list({ limit: -1 })) {
    const digest = store.runs.nodesDigest(id);
    if (digest !== undefined) {
      add(digest, { what: `nodes of run ${id}`, needed: false });
    }
  }
  for (const { name, nodes } of store.pins.list()) {
    add(nodes, { what: `nodes of pin ${name}`, needed: true });
  }
  return references;
}

async function hashBlobs(
  store: Store,
  { references, onProgress }: {
    references: ReadonlyMap<string, Reference>;
    onProgress: (progress: VerifyProgress) => void;
  },
): Promise<Pick<StoreReport, "blobs" | "bytes" | "seconds" | "damaged">> {
  const started = performance.now();
  const write = store.writable;
  using pool = new HashPool();
  const hash = (path: string) => pool.hash(path);
  const damaged: LostBlob[] = [];
  const queue = references.entries();
  const total = references.size;
  let [done, blobs, bytes] = [0, 0, 0];
  const lanes = Math.min(navigator.hardwareConcurrency, MOST_LANES);
  const lane = async () => {
    for (const [digest, reference] of queue) {
      const { state, size } = await store.blobs.check(digest, { write, hash });
      if (state === "intact" || state === "damaged") blobs++;
      bytes += size;
      onProgress({ done: ++done, total, bytes });
      if (state === "intact") continue;
      const found = state === "gone" ? "missing" : state;
      const lost = lostBlob(store, { digest, state: found, reference });
      if (lost !== undefined) damaged.push(lost);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - started) / 1000;
  return { blobs, bytes, seconds, damaged };
}

/** What to say of a blob; nothing when no record counts on it any more. */
function lostBlob(
  store: Store,
  { digest, state, reference }: {
    digest: string;
    state: LostBlob["state"];
    reference: Reference;
  },
): LostBlob | undefined {
  if (state === "missing") {
    if (!reference.needed || store.blobs.size(digest) !== undefined) {
      return undefined;
    }
  }
  const keys = reference.keys.filter((key) => {
    const record = store.action(key);
    return record !== undefined && (record.log === digest ||
      Object.values(record.outputs).some((output) => output.digest === digest));
  });
  if (keys.length === 0 && reference.keys.length > 0) return undefined;
  return {
    digest,
    state,
    what: [...reference.what],
    keys,
    nodes: keys.flatMap((key) =>
      store.usersOf(key).map(([pipeline, node]) => ({ pipeline, node }))
    ),
  };
}

async function checkCheckpoints(
  store: Store,
): Promise<Pick<StoreReport, "checkpoints" | "damagedCheckpoints">> {
  const damagedCheckpoints: string[] = [];
  let checkpoints = 0;
  for (const name of store.checkpoints.names()) {
    const state = await store.checkpoints.check(name, {
      write: store.writable,
    });
    if (state !== "gone") checkpoints++;
    if (state === "damaged") damagedCheckpoints.push(name);
  }
  return { checkpoints, damagedCheckpoints };
}
