import { PipelineError } from "../../dsl/error.ts";
import type { Kinds } from "../../dsl/kind.ts";
import type { GraphNode } from "../../plan/graph.ts";
import type { ActionRecord, Outputs } from "../../plan/record.ts";
import type { Settled } from "../../plan/settle.ts";
import type { SharedCache } from "../../store/remote/shared_cache.ts";
import type { Store } from "../../store/store.ts";

const SIDE_BY_SIDE = 16;

/** A node that was looked up; without outputs it has to run. */
export interface Looked {
  readonly settled: Settled;
  readonly outputs: Outputs | undefined;
}

/** Looks nodes up in a shared cache, several at once, each key once. */
export class Lookups {
  readonly #cache: SharedCache;
  readonly #store: Store;
  readonly #warn: (message: string) => void;
  /** Nodes under way, by key. */
  readonly #keys = new Map<string, Settled[]>();
  readonly #queue: string[] = [];
  readonly #active = new Set<Promise<void>>();
  #done: Looked[] = [];
  #change = Promise.withResolvers<undefined>();
  #stopped = false;
  #asked = 0;
  #answered = 0;
  #taken = 0;
  #hits = 0;

  constructor(
    cache: SharedCache,
    options: { store: Store; warn: (message: string) => void },
  ) {
    this.#cache = cache;
    this.#store = options.store;
    this.#warn = options.warn;
  }

  /** Nodes looked up so far, and nodes to look up, those included. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#answered, total: this.#asked };
  }

  /** Nodes that were found. */
  get hits(): number {
    return this.#hits;
  }

  /** Whether answers are still to come or to be taken. */
  get busy(): boolean {
    return !this.#stopped && this.#taken < this.#asked;
  }

  /** Looks a node up; false when that is of no use. */
  add(settled: Settled): boolean {
    const { key, reasons } = settled;
    const isForced = reasons.some(({ cue }) => cue === "forced");
    const isLeftAlone = this.#cache.http.reads.open !== undefined;
    if (this.#stopped || isForced || isLeftAlone) return false;
    this.#asked++;
    const twins = this.#keys.get(key);
    if (twins !== undefined) {
      twins.push(settled);
      return true;
    }
    this.#keys.set(key, [settled]);
    this.#queue.push(key);
    this.#start();
    return true;
  }

  /** Resolves when there are answers to take. */
  wait(): Promise<undefined>[] {
    return this.busy ? [this.#change.promise] : [];
  }

  /** Hands over the nodes that were looked up since the last time. */
  take(): readonly Looked[] {
    const done = this.#done;
    this.#done = [];
    this.#change = Promise.withResolvers();
    this.#taken += done.length;
    return done;
  }

  /** Looks nothing more up; what is under way counts no more. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#change.resolve(undefined);
  }

  /** Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#active);
  }

  #start(): void {
    while (this.#active.size < SIDE_BY_SIDE) {
      const key = this.#queue.shift();
      if (key === undefined) return;
      const look = this.#look(key).finally(() => {
        this.#active.delete(look);
        this.#start();
      });
      this.#active.add(look);
    }
  }

  async #look(key: string): Promise<void> {
    const [{ node, manifest }] = this.#keys.get(key) as [Settled];
    const record = await this.#cache.fetch(key, {
      store: this.#store,
      accepts: (record) => isOf(record, node),
    });
    if (this.#stopped) return;
    const outputs = record && this.#commit({ ...record, manifest });
    const settled = this.#keys.get(key)!;
    this.#keys.delete(key);
    this.#answered += settled.length;
    if (outputs !== undefined) this.#hits += settled.length;
    this.#done.push(...settled.map((settled) => ({ settled, outputs })));
    this.#change.resolve(undefined);
  }

  #commit(record: ActionRecord): Outputs | undefined {
    try {
      const commit = this.#store.withoutGc(() => {
        const made = this.#store.commit(record);
        this.#store.actions.touch(record.key);
        return made;
      });
      return commit.status === "conflict" ? commit.kept : record.outputs;
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      this.#warn(error.message);
      return undefined;
    }
  }
}

/** Whether a record is what a node's stage gives. */
function isOf(record: ActionRecord, { stage: { spec } }: GraphNode): boolean {
  const kinds: Kinds = spec.outputs;
  const ports = Object.keys(kinds);
  return record.stage === spec.name &&
    Object.keys(record.outputs).length === ports.length &&
    ports.every((port) => {
      const output = record.outputs[port];
      return output?.kind === kinds[port]!.name &&
        output.kindVersion === kinds[port]!.version;
    });
}
