import type { Settled } from "../../plan/settle.ts";
import {
  SharedCache,
  type SharedCacheOptions,
} from "../../store/remote/shared_cache.ts";
import type { Traffic } from "../../store/remote/traffic.ts";
import type { Store } from "../../store/store.ts";
import type { CacheFlow, CacheTotals, RunEvent } from "../observe/events.ts";
import { type Looked, Lookups } from "./_lookups.ts";
import { Uploads } from "./_uploads.ts";

const TELL_MS = 250;

/**
 * The shared cache of a run: nodes are looked up before they take a slot, and
 * what ran is sent while others run. Whatever the cache does, the worst is that
 * a node runs here.
 */
export class Remote {
  readonly #cache: SharedCache;
  readonly #store: Store;
  readonly #lookups: Lookups;
  readonly #uploads: Uploads;
  readonly #emit: (event: RunEvent) => void;
  readonly #began = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #told = "";

  /** Opens the cache for a run on a store. */
  constructor(
    options: SharedCacheOptions,
    { store, emit }: { store: Store; emit: (event: RunEvent) => void },
  ) {
    const warn = (message: string) =>
      emit({ type: "warning", node: undefined, message });
    this.#cache = new SharedCache(options, warn);
    this.#store = store;
    this.#lookups = new Lookups(this.#cache, { store, warn });
    this.#uploads = new Uploads(this.#cache, store);
    this.#emit = emit;
    this.#timer = setInterval(() => this.#tell(), TELL_MS);
  }

  /** Whether answers are still to come or to be taken. */
  get busy(): boolean {
    return this.#lookups.busy;
  }

  /** Looks up a node that would have to run; false when it has to anyway. */
  lookUp(settled: Settled): boolean {
    return this.#lookups.add(settled);
  }

  /** Resolves when there are answers to take. */
  wait(): Promise<undefined>[] {
    return this.#lookups.wait();
  }

  /** Hands over the nodes that were looked up since the last time. */
  take(): readonly Looked[] {
    return this.#lookups.take();
  }

  /** Looks nothing more up. */
  halt(): void {
    this.#lookups.stop();
  }

  /** Sends the recorded result of a key, if the cache is to have it. */
  send(key: string): void {
    const record = this.#cache.writable ? this.#store.action(key) : undefined;
    if (record !== undefined) this.#uploads.add(record);
  }

  /** Abandons everything at once. */
  stop(): void {
    this.#lookups.stop();
    this.#cache.stop();
  }

  /** Waits for what is being sent, and sums up. */
  async close(): Promise<CacheTotals> {
    try {
      await this.#uploads.close();
      this.#cache.sumUp();
    } finally {
      clearInterval(this.#timer);
      this.stop();
      await this.#lookups.close();
    }
    const { received, sent, retried } = this.#cache.http;
    return {
      hits: this.#lookups.hits,
      sent: this.#uploads.sent,
      bytesIn: received.bytes,
      secondsIn: received.seconds,
      bytesOut: sent.bytes,
      secondsOut: sent.seconds,
      retries: retried,
    };
  }

  #tell(): void {
    const { received, sent } = this.#cache.http;
    const flows = {
      lookups: flowOf(this.#lookups.progress, received),
      uploads: flowOf(this.#uploads.progress, sent),
    };
    const text = JSON.stringify(flows);
    if (text === this.#told) return;
    this.#told = text;
    const elapsed = (performance.now() - this.#began) / 1000;
    this.#emit({ type: "cache-progress", elapsed, ...flows });
  }
}

function flowOf(
  progress: { readonly done: number; readonly total: number },
  { bytes, rate }: Traffic,
): CacheFlow {
  return { ...progress, bytes, rate: Math.round(rate) };
}
