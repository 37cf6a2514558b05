import { join } from "node:path";
import type { TimeRange } from "../plan/cost.ts";
import { removeQuietly } from "./_durable.ts";
import { listFolder } from "./list_folder.ts";
import { readRecord, writeRecord } from "./_record_file.ts";
import type { Index } from "./_index.ts";
import type { Blobs, StoredBlob } from "./blobs.ts";

/** What is known about a run when it starts. */
export interface RunStart {
  /** Identifier, sortable by time. */
  readonly id: string;
  readonly pipeline: string;
  /** Pipeline file, if it came from one. */
  readonly file: string | undefined;
  /** Parameters that the graph was built with. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Name of the tensor engine. */
  readonly engine: string;
  /** Class of hardware. */
  readonly host: string;
  /** Process of the driver. */
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly started: string;
}

/** What is known about a run when it ends. */
export interface RunEnd {
  /** ISO 8601, UTC. */
  readonly finished: string;
  readonly status: "ok" | "failed" | "interrupted";
  /** Nodes that ran to their end. */
  readonly ran: number;
  /** Nodes whose results were in the store. */
  readonly hits: number;
  readonly failed: number;
  /** Nodes that could not start, or were interrupted. */
  readonly blocked: number;
  /** Wall-clock time. */
  readonly seconds: number;
  /** Every node with a key, in dependency order. */
  readonly nodes: readonly (readonly [node: string, key: string])[];
}

/** A past or present run. */
export interface RunRecord extends RunStart {
  /** Absent while it runs, or when it was killed. */
  readonly finished: string | undefined;
  /** Absent while it runs, or when it was killed. */
  readonly status: RunEnd["status"] | undefined;
  /** Nodes that ran to their end. */
  readonly ran: number;
  /** Nodes whose results were in the store. */
  readonly hits: number;
  readonly failed: number;
  /** Nodes that could not start, or were interrupted. */
  readonly blocked: number;
  /** Wall-clock time. */
  readonly seconds: number;
}

/** One node of a run that was not simply up to date. */
export interface AttemptRecord {
  readonly run: string;
  readonly node: string;
  readonly stage: string;
  /** Cache key; absent when an input never came to be. */
  readonly key: string | undefined;
  /** How the attempt ended. */
  readonly status: "ran" | "failed" | "blocked";
  /** Wall-clock time. */
  readonly seconds: number;
  /** Why it ran, failed or was blocked: one sentence. */
  readonly reason: string;
  /** File with the attempt's log. */
  readonly log: string | undefined;
  /** What it was predicted to take before; absent when unknown. */
  readonly predicted?: TimeRange | undefined;
}

/** A finished run as its file holds it. */
interface RunFile {
  readonly start: RunStart;
  readonly end: Omit<RunEnd, "nodes">;
  /** Digest of the blob with all nodes and their keys. */
  readonly nodes: string;
  readonly attempts: readonly AttemptRecord[];
}

/**
 * Past runs, newest first, and what each did. A finished run is a durable
 * file, `runs/<id>.json`, from which a lost index is filled again.
 */
export class Runs {
  readonly #directory: string;
  readonly #index: Index;
  readonly #blobs: Blobs;

  /** Keeps runs in a folder and an open index. */
  constructor(directory: string, index: Index, blobs: Blobs) {
    this.#directory = directory;
    this.#index = index;
    this.#blobs = blobs;
  }

  /** Notes that a run started, so that one that never ends is known too. */
  start(run: RunStart): void {
    this.#index.use((database) =>
      database.prepare(
        "INSERT OR REPLACE INTO runs (id, pipeline, file, params, engine, host, pid, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ).run(
        run.id,
        run.pipeline,
        run.file ?? null,
        JSON.stringify(run.params),
        run.engine,
        run.host,
        run.pid,
        run.started,
      )
    );
  }

  /** Notes how a node that was no hit ended. */
  attempt(attempt: AttemptRecord): void {
    this.#index.use((database) =>
      database.prepare(
        "INSERT INTO attempts (run, node, stage, key, status, seconds, reason, log, predicted, low, high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ).run(
        attempt.run,
        attempt.node,
        attempt.stage,
        attempt.key ?? null,
        attempt.status,
        attempt.seconds,
        attempt.reason,
        attempt.log ?? null,
        attempt.predicted?.seconds ?? null,
        attempt.predicted?.low ?? null,
        attempt.predicted?.high ?? null,
      )
    );
  }

  /** How many attempts at a key were noted. */
  attemptsAt(key: string): number {
    const row = this.#index.use((database) =>
      database.prepare(
        "SELECT count(*) AS count FROM attempts WHERE key = ? AND status <> 'blocked'",
      ).get(key)
    );
    return Number(row?.count ?? 0);
  }

  /**
   * Notes durably how a run ended; equal sets of nodes are stored once.
   *
   * @param start What {@linkcode Runs.start} was told; the index may be a new
   * one since
   */
  finish(start: RunStart, { nodes, ...end }: RunEnd): void {
    const { id } = start;
    const file: RunFile = {
      start,
      end,
      nodes: this.#putNodes(nodes).digest,
      attempts: this.attempts(id),
    };
    writeRecord(this.#directory, this.#path(id), file, "run");
    this.#note(file);
  }

  /** Forgets a run; gc then removes what only it kept. */
  remove(id: string): void {
    removeQuietly(this.#path(id));
    this.#index.transaction((database) => {
      database.prepare("DELETE FROM runs WHERE id = ?").run(id);
      database.prepare("DELETE FROM attempts WHERE run = ?").run(id);
    });
  }

  /** Fills an empty index from the files. */
  rebuild(): void {
    for (const name of listFolder(join(this.#directory, "runs"))) {
      const file = readRecord(join(this.#directory, "runs", name));
      if (file === undefined) continue;
      const { start, attempts } = file as RunFile;
      this.start(start);
      for (const attempt of attempts) this.attempt(attempt);
      this.#note(file as RunFile);
    }
  }

  /** Runs, newest first; all of them with a negative limit. */
  list(options: { limit?: number; pipeline?: string } = {}): RunRecord[] {
    const { limit = 20, pipeline } = options;
    return this.#index.use((database) =>
      database.prepare(
        "SELECT * FROM runs WHERE ? IS NULL OR pipeline = ? ORDER BY started DESC, id DESC LIMIT ?",
      ).all(pipeline ?? null, pipeline ?? null, limit).map(toRun)
    );
  }

  /** One run, if there is one of this identifier. */
  get(id: string): RunRecord | undefined {
    const row = this.#index.use((database) =>
      database.prepare("SELECT * FROM runs WHERE id = ?").get(id)
    );
    return row === undefined ? undefined : toRun(row);
  }

  /** Every node of a finished run with its key, in dependency order. */
  nodes(id: string): (readonly [node: string, key: string])[] {
    const digest = this.nodesDigest(id);
    return digest === undefined ? [] : this.nodesIn(digest);
  }

  /** Nodes and keys in a blob that holds some; none when it is damaged. */
  nodesIn(digest: string): (readonly [node: string, key: string])[] {
    try {
      return JSON.parse(new TextDecoder().decode(this.#blobs.read(digest)));
    } catch {
      return [];
    }
  }

  /**
   * Notes what a run counts on when it starts, so that gc leaves it also when
   * the run is killed.
   *
   * @returns Digest of the blob that holds it
   */
  planned(id: string, nodes: RunEnd["nodes"]): string {
    const { digest } = this.#putNodes(nodes);
    this.#index.use((database) =>
      database.prepare("UPDATE runs SET nodes = ? WHERE id = ?").run(digest, id)
    );
    return digest;
  }

  /** Digest of the blob that holds a finished run's nodes. */
  nodesDigest(id: string): string | undefined {
    const row = this.#index.use((database) =>
      database.prepare("SELECT nodes FROM runs WHERE id = ?").get(id)
    );
    return text(row?.nodes);
  }

  /** What a run executed or could not, in order. */
  attempts(id: string): AttemptRecord[] {
    return this.#index.use((database) =>
      database
        .prepare("SELECT * FROM attempts WHERE run = ? ORDER BY rowid")
        .all(id)
        .map((row) => ({
          run: String(row.run),
          node: String(row.node),
          stage: String(row.stage),
          key: text(row.key),
          status: String(row.status) as AttemptRecord["status"],
          seconds: Number(row.seconds),
          reason: String(row.reason),
          log: text(row.log),
          ...(row.predicted === null ? {} : { predicted: rangeOf(row) }),
        }))
    );
  }

  #putNodes(nodes: RunEnd["nodes"]): StoredBlob {
    return this.#blobs.put(new TextEncoder().encode(JSON.stringify(nodes)));
  }

  #note({ start, end, nodes }: RunFile): void {
    this.#index.use((database) =>
      database.prepare(
        "UPDATE runs SET finished = ?, status = ?, ran = ?, hits = ?, failed = ?, blocked = ?, seconds = ?, nodes = ? WHERE id = ?",
      ).run(
        end.finished,
        end.status,
        end.ran,
        end.hits,
        end.failed,
        end.blocked,
        end.seconds,
        nodes,
        start.id,
      )
    );
  }

  #path(id: string): string {
    return join(this.#directory, "runs", `${id}.json`);
  }
}

function toRun(row: Record<string, unknown>): RunRecord {
  return {
    id: String(row.id),
    pipeline: String(row.pipeline),
    file: text(row.file),
    params: JSON.parse(String(row.params)),
    engine: String(row.engine),
    host: String(row.host),
    pid: Number(row.pid),
    started: String(row.started),
    finished: text(row.finished),
    status: text(row.status) as RunRecord["status"],
    ran: Number(row.ran),
    hits: Number(row.hits),
    failed: Number(row.failed),
    blocked: Number(row.blocked),
    seconds: Number(row.seconds),
  };
}

function rangeOf(row: Record<string, unknown>): TimeRange {
  return {
    seconds: Number(row.predicted),
    low: Number(row.low),
    high: Number(row.high),
  };
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
