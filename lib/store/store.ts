import { join, resolve } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import type { Manifest } from "../plan/manifest.ts";
import type { Timing } from "../plan/predict.ts";
import type { ActionRecord, Found, History } from "../plan/record.ts";
import { sweepTemporary } from "./_durable.ts";
import { storeFailure } from "./_fail.ts";
import { Gate } from "./_gate.ts";
import { Index } from "./_index.ts";
import { Actions, type Commit } from "./actions.ts";
import { Blobs } from "./blobs.ts";
import { CheckpointFiles } from "./checkpoints.ts";
import { Leases } from "./leases.ts";
import { LiveRuns } from "./live_runs.ts";
import { Memos } from "./memos.ts";
import { Pins } from "./pins.ts";
import { Runs } from "./runs.ts";
import { type TimingQuery, timingsOf } from "./timings.ts";

/**
 * A content-addressed store with an index of finished actions: everything
 * that a pipeline ever made, in one folder.
 *
 * @example
 * ```ts
 * import { Store } from "./store.ts";
 *
 * using store = Store.open(await Deno.makeTempDir());
 * const { digest } = store.blobs.put(new TextEncoder().encode("hello"));
 * console.assert(store.blobs.read(digest).length === 5);
 * ```
 */
export class Store implements History {
  /** Absolute path of the folder. */
  readonly directory: string;
  /** False when the folder is read-only, or was opened so. */
  readonly writable: boolean;
  /** Artifacts and logs by content. */
  readonly blobs: Blobs;
  /** Saved states of unfinished attempts. */
  readonly checkpoints: CheckpointFiles;
  readonly runs: Runs;
  /** Answers that can be computed again. */
  readonly memos: Memos;
  readonly actions: Actions;
  /** The runs that go on, on this machine and others. */
  readonly live: LiveRuns;
  /** Which of them works on which key. */
  readonly leases: Leases;
  /** Runs whose results are kept. */
  readonly pins: Pins;
  readonly #index: Index;
  readonly #gate: Gate;

  private constructor(directory: string, index: Index) {
    this.directory = directory;
    this.writable = index.writable;
    this.blobs = new Blobs(directory);
    this.checkpoints = new CheckpointFiles(directory);
    this.runs = new Runs(directory, index, this.blobs);
    this.memos = new Memos(index);
    this.actions = new Actions(directory, index, this.blobs);
    this.live = new LiveRuns(directory, index);
    this.leases = new Leases(index, this.live);
    this.pins = new Pins(directory);
    this.#index = index;
    this.#gate = new Gate(directory);
    index.fill = () => {
      this.actions.rebuild();
      this.runs.rebuild();
    };
  }

  /**
   * Opens the store in a folder, making it when it is not there. A folder
   * that cannot be written is opened for reading. A lost or damaged index is
   * rebuilt from the action files.
   *
   * @param directory Folder of the store
   * @param options With `readonly`, nothing is made or written
   * @throws {PipelineError} when a newer version wrote the store, or the
   * folder can neither be written nor read
   */
  static open(
    directory: string,
    options: { readonly?: boolean } = {},
  ): Store {
    const path = resolve(directory);
    const store = new Store(
      path,
      new Index(path, { readonly: options.readonly ?? false }),
    );
    if (store.writable) store.#sweep();
    return store;
  }

  /** Stored actions of a batch of keys, with the ports whose bytes are gone. */
  find(keys: readonly string[]): Map<string, Found> {
    return this.actions.find(keys);
  }

  /** The whole record of one action, if there is one. */
  action(key: string): ActionRecord | undefined {
    return this.actions.get(key);
  }

  /** Times and configs of a stage's finished actions, newest first. */
  timings(stage: string, query: TimingQuery): Timing[] {
    return timingsOf(stage, { ...query, index: this.#index });
  }

  /**
   * Key last used for each node of a pipeline, by node name.
   *
   * @param pipeline Name of the pipeline
   * @param nodes The nodes to look up; all that it ever had when absent
   */
  latest(pipeline: string, nodes?: readonly string[]): Map<string, string> {
    const rows = this.#index.use((database) =>
      nodes === undefined
        ? database
          .prepare("SELECT node, key FROM latest WHERE pipeline = ?")
          .all(pipeline)
        : database
          .prepare(
            "SELECT node, key FROM latest WHERE pipeline = ? AND node IN (SELECT value FROM json_each(?))",
          )
          .all(pipeline, JSON.stringify(nodes))
    );
    return new Map(rows.map((row) => [String(row.node), String(row.key)]));
  }

  /** Nodes, as `[pipeline, node]`, that used an action last or ran it. */
  usersOf(key: string): (readonly [pipeline: string, node: string])[] {
    const rows = this.#index.use((database) =>
      database.prepare(
        "SELECT pipeline, node FROM latest WHERE key = ? UNION SELECT runs.pipeline, attempts.node FROM attempts JOIN runs ON runs.id = attempts.run WHERE attempts.key = ? ORDER BY 1, 2",
      ).all(key, key)
    );
    return rows.map((row) => [String(row.pipeline), String(row.node)] as const);
  }

  /** Manifests of a batch of stored actions. */
  manifests(keys: readonly string[]): Map<string, Manifest> {
    return this.actions.manifests(keys);
  }

  /** Project files behind a code digest, noted when it was first computed. */
  modules(code: string): Record<string, string> | undefined {
    const text = this.memos.get(`code:${code}`);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /**
   * Records a finished action whose blobs are stored.
   *
   * @throws {PipelineError} when the store cannot be written
   */
  commit(record: ActionRecord): Commit {
    this.requireWritable();
    return this.#guard(() => this.actions.commit(record));
  }

  /** Notes which key each node of a pipeline used. */
  setLatest(pipeline: string, keys: ReadonlyMap<string, string>): void {
    if (keys.size === 0) return;
    this.#index.transaction((database) => {
      const statement = database.prepare(
        "INSERT OR REPLACE INTO latest (pipeline, node, key) VALUES (?, ?, ?)",
      );
      for (const [node, key] of keys) statement.run(pipeline, node, key);
    });
  }

  /** Runs `body` as one transaction of the index. */
  transaction<R>(body: () => R): R {
    return this.#index.transaction(body);
  }

  /** Runs `body` while gc removes nothing; one of the two waits. */
  withoutGc<R>(body: () => R): R {
    return this.writable ? this.#gate.pass(body) : body();
  }

  /** Runs `body`, which removes things, while nothing is planned or stored. */
  forGc<R>(body: () => R): R {
    return this.#gate.shut(body);
  }

  /** Whether the index is sound; a damaged one is filled anew from the files. */
  checkIndex(): boolean {
    return this.#index.check();
  }

  /**
   * Makes sure that something can be stored.
   *
   * @throws {PipelineError} when the store is read-only
   */
  requireWritable(): void {
    if (this.writable) return;
    throw new PipelineError(
      "store",
      `Cannot write to the store at ${this.directory}: it is read-only; choose another folder with --store or make this one writable`,
    );
  }

  /** Releases the index; the store must not be used afterwards. */
  close(): void {
    this.#index.close();
  }

  /** Same as {@linkcode Store.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Removes what processes that are no more left behind. */
  #sweep(): void {
    this.#guard(() => {
      sweepTemporary(join(this.directory, "tmp"));
      this.live.list();
      this.leases.sweep();
      for (const key of this.checkpoints.keys()) {
        // Its node was finished by a process that could not clean up.
        const isOver = this.actions.written(key) > 0 && !this.leases.has(key);
        if (isOver) this.checkpoints.remove(key);
      }
    });
  }

  #guard<R>(body: () => R): R {
    try {
      return body();
    } catch (error) {
      throw storeFailure(error, this.directory);
    }
  }
}
