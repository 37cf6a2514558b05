import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Manifest } from "../plan/manifest.ts";
import type { ActionRecord, Found, Outputs } from "../plan/record.ts";
import { writeAll, writeDurably } from "./_durable.ts";
import type { Blobs } from "./blobs.ts";

const BATCH = 1000;

/** What happened when a finished action was recorded. */
export type Commit =
  /** The first result of this key, or the same again. */
  | { readonly status: "recorded" }
  /** Another result was there and stands; ports that differ are named. */
  | {
    readonly status: "conflict";
    readonly kept: Outputs;
    readonly ports: readonly string[];
  };

/**
 * Finished actions by key. Each is one durable file, `actions/ab/<key>.json`,
 * and one row of the index; the files are the truth, the index is for speed,
 * which is why its commits need not reach the disk at once.
 */
export class Actions {
  readonly #directory: string;
  readonly #database: DatabaseSync;
  readonly #blobs: Blobs;
  readonly #writable: boolean;

  /** Keeps actions in a folder and an open index. */
  constructor(
    directory: string,
    database: DatabaseSync,
    options: { blobs: Blobs; writable: boolean },
  ) {
    this.#directory = directory;
    this.#database = database;
    this.#blobs = options.blobs;
    this.#writable = options.writable;
  }

  /** Looks up a batch of keys and checks that the blobs are there in full. */
  find(keys: readonly string[]): Map<string, Found> {
    const statement = this.#database.prepare(
      "SELECT key, outputs, seconds FROM actions WHERE key IN (SELECT value FROM json_each(?))",
    );
    const result = new Map<string, Found>();
    const intact = new Map<string, boolean>();
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = JSON.stringify(keys.slice(at, at + BATCH));
      for (const row of statement.all(batch)) {
        const outputs = JSON.parse(String(row.outputs)) as Outputs;
        result.set(String(row.key), {
          outputs,
          seconds: Number(row.seconds),
          missing: this.#missing(outputs, intact),
        });
      }
    }
    for (const key of keys) {
      if (result.has(key)) continue;
      const record = this.#readFile(key);
      if (record === undefined) continue;
      this.#insert(record);
      const { outputs, seconds } = record;
      const missing = this.#missing(outputs, intact);
      result.set(key, { outputs, seconds, missing });
    }
    return result;
  }

  /** The whole record of one action, if there is one. */
  get(key: string): ActionRecord | undefined {
    return this.#readFile(key);
  }

  /** Seconds that finished actions took on a class of hardware, by stage. */
  timings(host: string): Map<string, number[]> {
    const result = new Map<string, number[]>();
    const rows = this.#database
      .prepare("SELECT stage, seconds FROM actions WHERE host = ?")
      .all(host);
    for (const { stage, seconds } of rows) {
      const known = result.get(String(stage));
      if (known === undefined) result.set(String(stage), [Number(seconds)]);
      else known.push(Number(seconds));
    }
    return result;
  }

  /** Manifests of a batch of keys. */
  manifests(keys: readonly string[]): Map<string, Manifest> {
    const statement = this.#database.prepare(
      "SELECT key, manifest FROM manifests WHERE key IN (SELECT value FROM json_each(?))",
    );
    const result = new Map<string, Manifest>();
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = JSON.stringify(keys.slice(at, at + BATCH));
      for (const row of statement.all(batch)) {
        result.set(String(row.key), JSON.parse(String(row.manifest)));
      }
    }
    return result;
  }

  /**
   * Records a finished action whose blobs are stored. A different result that
   * is already there and intact stays, and the new one is noted beside it.
   */
  commit(record: ActionRecord): Commit {
    const before = this.find([record.key]).get(record.key);
    const ports = before === undefined
      ? []
      : differing(before.outputs, record.outputs);
    if (before !== undefined && ports.length > 0) {
      this.#database
        .prepare("INSERT INTO conflicts (key, outputs, found) VALUES (?, ?, ?)")
        .run(record.key, JSON.stringify(record.outputs), record.started);
      if (before.missing.length === 0) {
        return { status: "conflict", kept: before.outputs, ports };
      }
    }
    if (before === undefined || ports.length > 0) {
      this.#writeFile(record);
      this.#insert(record);
    }
    return ports.length > 0
      ? { status: "conflict", kept: record.outputs, ports }
      : { status: "recorded" };
  }

  /** Fills an empty index from the files; returns how many records it read. */
  rebuild(): number {
    let count = 0;
    this.#database.exec("BEGIN");
    const root = join(this.#directory, "actions");
    for (const shard of listFolder(root)) {
      for (const name of listFolder(join(root, shard))) {
        const record = this.#readFile(name.replace(/\.json$/, ""));
        if (record === undefined) continue;
        this.#insert(record);
        count++;
      }
    }
    this.#database.exec("COMMIT");
    return count;
  }

  #missing(outputs: Outputs, intact: Map<string, boolean>): string[] {
    return Object.entries(outputs).filter(([, { digest, size }]) => {
      let whole = intact.get(digest);
      if (whole === undefined) {
        whole = this.#blobs.size(digest) === size;
        intact.set(digest, whole);
      }
      return !whole;
    }).map(([port]) => port);
  }

  #path(key: string): string {
    return join(this.#directory, "actions", key.slice(0, 2), `${key}.json`);
  }

  #readFile(key: string): ActionRecord | undefined {
    try {
      const record = JSON.parse(Deno.readTextFileSync(this.#path(key)));
      return record.key === key ? record : undefined;
    } catch {
      return undefined;
    }
  }

  #writeFile(record: ActionRecord): void {
    const bytes = new TextEncoder().encode(JSON.stringify(record) + "\n");
    writeDurably(join(this.#directory, "tmp"), (file) => {
      writeAll(file, bytes);
      return this.#path(record.key);
    });
  }

  #insert(record: ActionRecord): void {
    if (!this.#writable) return;
    this.#database.prepare(
      "INSERT OR REPLACE INTO actions (key, stage, outputs, seconds, started, host, engine, threads, attempt, log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ).run(
      record.key,
      record.stage,
      JSON.stringify(record.outputs),
      record.seconds,
      record.started,
      record.host,
      record.engine,
      record.threads,
      record.attempt,
      record.log,
    );
    this.#database
      .prepare("INSERT OR REPLACE INTO manifests (key, manifest) VALUES (?, ?)")
      .run(record.key, JSON.stringify(record.manifest));
  }
}

function differing(a: Outputs, b: Outputs): string[] {
  const ports = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...ports].filter((port) => a[port]?.digest !== b[port]?.digest);
}

function listFolder(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}
