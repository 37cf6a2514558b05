import type { ActionRecord, OutputRecord } from "../../plan/record.ts";
import { sha256 } from "../blobs.ts";
import type { Store } from "../store.ts";
import { CacheError } from "./cache_error.ts";
import { decodeEntry, encodeEntry, EntryError } from "./entry.ts";
import { HttpCache, type Patience } from "./http_cache.ts";
import { Limit } from "./limit.ts";
import { Troubles } from "./_troubles.ts";

const MIB = 2 ** 20;
const MAX_ENTRY = 16 * MIB;
const MAX_BLOB = 2 ** 32;
const IN_MEMORY = 256 * MIB;
const TRANSFERS = 16;

/** Which cache is shared, and how. */
export interface SharedCacheOptions {
  /** Address; `/cas/` and `/ac/` are below it. */
  readonly url: string;
  /** `read`: results are taken from it, never sent to it. */
  readonly mode: "read" | "read-write";
  /** Signs entries; those that are not signed with it are not used. */
  readonly secret?: string;
  /** How long it is waited for. */
  readonly patience?: Patience;
}

/**
 * Results of others by key, and their blobs by content, on an HTTP server in
 * the layout of bazel-remote: `ac/<key>` and `cas/<sha256>`. Nothing here
 * throws for what the cache does: what it does not have, or has wrong, is a
 * miss, and what it does not take is not sent.
 */
export class SharedCache {
  /** The connection, with its counters. */
  readonly http: HttpCache;
  /** Whether results are sent to it. */
  readonly writable: boolean;
  readonly #secret: string | undefined;
  readonly #troubles: Troubles;
  readonly #transfers = new Limit(TRANSFERS);
  readonly #memory = new Limit(IN_MEMORY);
  /** Paths that did not give what they should, to be put again. */
  readonly #wrong = new Set<string>();

  /**
   * Uses a cache.
   *
   * @param warn Receives each kind of trouble once
   * @throws {TypeError} when the address is none
   */
  constructor(options: SharedCacheOptions, warn: (message: string) => void) {
    this.http = new HttpCache(options.url, options.patience);
    this.writable = options.mode === "read-write";
    this.#secret = options.secret;
    this.#troubles = new Troubles(this.http, warn);
  }

  /**
   * Fetches a result: its blobs are in the store afterwards, its record is
   * not yet committed.
   *
   * @param key Cache key
   * @param options Where to; whether a record is what the key's stage gives
   * @returns Undefined when there is none that can be used
   */
  async fetch(
    key: string,
    { store, accepts }: {
      readonly store: Store;
      readonly accepts: (record: ActionRecord) => boolean;
    },
  ): Promise<ActionRecord | undefined> {
    const path = `ac/${key}`;
    try {
      const bytes = await this.http.get(path, { most: MAX_ENTRY });
      if (bytes === undefined) return undefined;
      const record = this.#decode(bytes, key);
      const outputs = Object.values(record.outputs);
      if (!accepts(record) || outputs.some(({ size }) => size > MAX_BLOB)) {
        throw new EntryError("malformed", "its outputs are not the stage's");
      }
      const found = await Promise.all(
        outputs.map((output) => this.#fetchBlob(output, store)),
      );
      if (found.every(Boolean)) return record;
      this.#wrong.add(path);
    } catch (error) {
      this.#wrong.add(path);
      this.#troubles.unused(error);
    }
    return undefined;
  }

  /**
   * Sends a result: its blobs, then its record. What is there stays, unless
   * it was found to be wrong.
   *
   * @returns Whether the cache has the result now
   */
  async send(record: ActionRecord, store: Store): Promise<boolean> {
    if (this.http.reads.open !== undefined) return false;
    const path = `ac/${record.key}`;
    try {
      await Promise.all(
        Object.values(record.outputs)
          .map((output) => this.#sendBlob(output, store)),
      );
      if (this.#wrong.has(path) || !await this.http.has(path)) {
        await this.http.put(path, encodeEntry(record, this.#secret));
        this.#wrong.delete(path);
      }
      return true;
    } catch (error) {
      this.#troubles.unsent(error);
      return false;
    }
  }

  /** Warns of failures that did not make the cache be left alone. */
  sumUp(): void {
    this.#troubles.sumUp();
  }

  /** Abandons everything that is under way, and all that may come. */
  stop(): void {
    this.http.stop();
  }

  #decode(bytes: Uint8Array, key: string): ActionRecord {
    const secret = this.#secret;
    return decodeEntry(bytes, {
      key,
      ...(secret === undefined ? {} : { secret }),
    });
  }

  async #fetchBlob(
    { digest, size }: OutputRecord,
    store: Store,
  ): Promise<boolean> {
    if (store.blobs.isIntact(digest, size)) return true;
    if (size === 0) return store.blobs.put(new Uint8Array()).digest === digest;
    const path = `cas/${digest}`;
    return await this.#transfer(size, async () => {
      this.#wrong.add(path);
      const bytes = await this.http.get(path, { exactly: size });
      if (bytes === undefined) return false;
      if (sha256(bytes) !== digest) {
        const why = "it sent other bytes than those asked for";
        this.http.reads.failed(why);
        throw new CacheError(why);
      }
      this.#wrong.delete(path);
      store.blobs.put(bytes);
      return true;
    });
  }

  async #sendBlob(
    { digest, size }: OutputRecord,
    store: Store,
  ): Promise<void> {
    // Servers take no body for nothing, and readers know what it is.
    if (size === 0) return;
    const path = `cas/${digest}`;
    await this.#transfer(size, async () => {
      if (!this.#wrong.has(path) && await this.http.has(path)) return;
      await this.http.put(path, store.blobs.read(digest));
      this.#wrong.delete(path);
    });
  }

  #transfer<R>(size: number, body: () => Promise<R>): Promise<R> {
    return this.#transfers.run(1, () => this.#memory.run(size, body));
  }
}
