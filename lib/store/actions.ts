import { join } from "node:path";
import type { Manifest } from "../plan/manifest.ts";
import type { ActionRecord, Found, Outputs } from "../plan/record.ts";
import { utimeSync } from "../platform/files.ts";
import { changeTime } from "./change_time.ts";
import { removeQuietly } from "./_durable.ts";
import { listFolder } from "./list_folder.ts";
import { quarantine } from "./_quarantine.ts";
import { readRecord, writeRecord } from "./_record_file.ts";
import type { Index } from "./_index.ts";
import { checksum } from "./_seal.ts";
import type { Blobs } from "./blobs.ts";

const BATCH = 1000;

/** A second result of a key that differed from the first. */
export interface Conflict {
  readonly key: string;
  /** What the later attempt made. */
  readonly outputs: Outputs;
  /** When that attempt started; ISO 8601, UTC. */
  readonly started: string;
}

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
 * which is why its commits need not reach the disk at once. A row that is
 * gone, damaged, or names blobs that are not there gives way to the file.
 */
export class Actions {
  readonly #directory: string;
  readonly #index: Index;
  readonly #blobs: Blobs;

  /** Keeps actions in a folder and an open index. */
  constructor(directory: string, index: Index, blobs: Blobs) {
    this.#directory = directory;
    this.#index = index;
    this.#blobs = blobs;
  }

  /** Looks up a batch of keys and checks that the blobs are there in full. */
  find(keys: readonly string[]): Map<string, Found> {
    const intact = new Map<string, boolean>();
    const result = this.#findRows(keys, intact);
    for (const key of keys) {
      if (result.get(key)?.missing.length === 0) continue;
      const record = this.#readFile(key);
      if (record === undefined) continue;
      const { outputs, seconds } = record;
      const known = result.get(key);
      if (known !== undefined && differing(known.outputs, outputs).length < 1) {
        continue;
      }
      this.#insert(record);
      const missing = this.#missing(outputs, intact);
      result.set(key, { outputs, seconds, missing });
    }
    return result;
  }

  /** The whole record of one action, if there is one. */
  get(key: string): ActionRecord | undefined {
    return this.#readFile(key) ?? this.#readRow(key);
  }

  /** Manifests of a batch of keys. */
  manifests(keys: readonly string[]): Map<string, Manifest> {
    const result = new Map<string, Manifest>();
    const rows = this.#rows(
      "SELECT key, manifest, checksum FROM manifests WHERE key IN (SELECT value FROM json_each(?))",
      keys,
    );
    for (const row of rows) {
      const [key, text] = [String(row.key), String(row.manifest)];
      if (row.checksum !== checksum(key, text)) continue;
      result.set(key, JSON.parse(text));
    }
    return result;
  }

  /** Results of a batch of keys that differed from what stood, oldest first. */
  conflicts(keys: readonly string[]): Conflict[] {
    const rows = this.#rows(
      "SELECT key, outputs, found FROM conflicts WHERE key IN (SELECT value FROM json_each(?)) ORDER BY found",
      keys,
    );
    return rows.map((row) => ({
      key: String(row.key),
      outputs: JSON.parse(String(row.outputs)),
      started: String(row.found),
    }));
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
      this.#index.use((database) =>
        database
          .prepare(
            "INSERT INTO conflicts (key, outputs, found) VALUES (?, ?, ?)",
          )
          .run(record.key, JSON.stringify(record.outputs), record.started)
      );
      if (before.missing.length === 0) {
        return { status: "conflict", kept: before.outputs, ports };
      }
    }
    if (before === undefined || ports.length > 0) {
      writeRecord(this.#directory, this.#path(record.key), record);
      this.#insert(record);
    }
    return ports.length > 0
      ? { status: "conflict", kept: record.outputs, ports }
      : { status: "recorded" };
  }

  /** All sound rows of the index: what gc needs of them. */
  rows(): Pick<ActionRecord, "key" | "outputs" | "log">[] {
    const rows = this.#index.use((database) =>
      database.prepare("SELECT key, outputs, log, checksum FROM actions").all()
    );
    return rows.flatMap((row) => {
      const outputs = outputsIn(row);
      if (outputs === undefined) return [];
      const log = row.log === null ? null : String(row.log);
      return [{ key: String(row.key), outputs, log }];
    });
  }

  /** Keys of all recorded actions, from the files. */
  *keys(): Generator<string> {
    const root = join(this.#directory, "actions");
    for (const shard of listFolder(root)) {
      for (const name of listFolder(join(root, shard))) {
        if (name.endsWith(".json")) yield name.slice(0, -".json".length);
      }
    }
  }

  /** Keys of all rows of the index, among them those whose file is gone. */
  indexed(): string[] {
    const rows = this.#index.use((database) =>
      database.prepare("SELECT key FROM actions").all()
    );
    return rows.map(({ key }) => String(key));
  }

  /** Moves the record of an action that must not be used to `quarantine/`. */
  discard(key: string): void {
    quarantine(this.#directory, this.#path(key));
    this.remove(key);
  }

  /** Forgets an action; its blobs are left to gc. */
  remove(key: string): void {
    removeQuietly(this.#path(key));
    this.#index.transaction((database) => {
      database.prepare("DELETE FROM actions WHERE key = ?").run(key);
      database.prepare("DELETE FROM manifests WHERE key = ?").run(key);
    });
  }

  /** Renews the change time, by which gc knows records that a live run counts on. */
  touch(key: string): void {
    try {
      utimeSync(this.#path(key), new Date(), new Date());
    } catch {
      // Read-only, or known by its row alone: gc leaves it in its grace period.
    }
  }

  /** When the record of an action was last written or touched, by the file system's clock. */
  written(key: string): number {
    return changeTime(this.#path(key)) ?? 0;
  }

  /**
   * Compares file and row of an action, and puts right the one that is damaged
   * from the one that is not.
   *
   * @param options Without `write`, it is only said what is damaged
   * @returns What was wrong; undefined when nothing was
   */
  mend(
    key: string,
    { write = true }: { write?: boolean } = {},
  ): "record" | "index" | undefined {
    const file = this.#readFile(key);
    const row = this.#readRow(key);
    if (file === undefined && row === undefined) {
      if (write) quarantine(this.#directory, this.#path(key));
      return "record";
    }
    if (file === undefined) {
      if (write) writeRecord(this.#directory, this.#path(key), row!);
      return "record";
    }
    if (row !== undefined && differing(row.outputs, file.outputs).length < 1) {
      return undefined;
    }
    this.#insert(file);
    return "index";
  }

  /** Fills an empty index from the files. */
  rebuild(): void {
    for (const key of this.keys()) {
      const record = this.#readFile(key);
      if (record !== undefined) this.#insert(record);
    }
  }

  #findRows(
    keys: readonly string[],
    intact: Map<string, boolean>,
  ): Map<string, Found> {
    const result = new Map<string, Found>();
    const rows = this.#rows(
      "SELECT key, outputs, seconds, checksum FROM actions WHERE key IN (SELECT value FROM json_each(?))",
      keys,
    );
    for (const row of rows) {
      const outputs = outputsIn(row);
      if (outputs === undefined) continue;
      const missing = this.#missing(outputs, intact);
      const seconds = Number(row.seconds);
      result.set(String(row.key), { outputs, seconds, missing });
    }
    return result;
  }

  #rows(sql: string, keys: readonly string[]): Record<string, unknown>[] {
    return this.#index.use((database) => {
      const statement = database.prepare(sql);
      const rows: Record<string, unknown>[] = [];
      for (let at = 0; at < keys.length; at += BATCH) {
        const batch = JSON.stringify(keys.slice(at, at + BATCH));
        for (const row of statement.all(batch)) rows.push(row);
      }
      return rows;
    });
  }

  #readRow(key: string): ActionRecord | undefined {
    const manifest = this.manifests([key]).get(key);
    const row = this.#index.use((database) =>
      database.prepare("SELECT * FROM actions WHERE key = ?").get(key)
    );
    if (row === undefined || manifest === undefined) return undefined;
    const outputs = outputsIn(row);
    if (outputs === undefined) return undefined;
    return {
      key,
      stage: String(row.stage),
      manifest,
      outputs,
      started: String(row.started),
      seconds: Number(row.seconds),
      host: String(row.host),
      engine: String(row.engine),
      threads: Number(row.threads),
      attempt: Number(row.attempt),
      log: row.log === null ? null : String(row.log),
    };
  }

  #missing(outputs: Outputs, intact: Map<string, boolean>): string[] {
    return Object.entries(outputs).filter(([, { digest, size }]) => {
      let whole = intact.get(digest);
      if (whole === undefined) {
        whole = this.#blobs.isIntact(digest, size);
        intact.set(digest, whole);
      }
      return !whole;
    }).map(([port]) => port);
  }

  #path(key: string): string {
    return join(this.#directory, "actions", key.slice(0, 2), `${key}.json`);
  }

  #readFile(key: string): ActionRecord | undefined {
    const record = readRecord(this.#path(key)) as ActionRecord | undefined;
    return record?.key === key ? record : undefined;
  }

  #insert(record: ActionRecord): void {
    if (!this.#index.writable) return;
    const outputs = JSON.stringify(record.outputs);
    const manifest = JSON.stringify(record.manifest);
    this.#index.transaction((database) => {
      database.prepare(
        "INSERT OR REPLACE INTO actions (key, stage, outputs, seconds, started, host, engine, threads, attempt, log, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ).run(
        record.key,
        record.stage,
        outputs,
        record.seconds,
        record.started,
        record.host,
        record.engine,
        record.threads,
        record.attempt,
        record.log,
        checksum(record.key, outputs),
      );
      database.prepare(
        "INSERT OR REPLACE INTO manifests (key, manifest, checksum) VALUES (?, ?, ?)",
      ).run(record.key, manifest, checksum(record.key, manifest));
    });
  }
}

/** Outputs in a row of the index; undefined when the row was damaged. */
function outputsIn(row: Record<string, unknown>): Outputs | undefined {
  const text = String(row.outputs);
  return row.checksum === checksum(String(row.key), text)
    ? JSON.parse(text)
    : undefined;
}

function differing(a: Outputs, b: Outputs): string[] {
  const ports = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...ports].filter((port) => a[port]?.digest !== b[port]?.digest);
}
