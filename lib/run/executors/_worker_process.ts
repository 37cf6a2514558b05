import { fileURLToPath } from "node:url";
import {
  type PipedProgram,
  type ProgramStatus,
  runtimePath,
  startPiped,
} from "../../platform/process.ts";
import { OS } from "../../platform/system.ts";
import { configFile } from "../code/config_file.ts";
import { killGroup } from "../attempt/worker/kill_group.ts";
import { type StagePermissions, workerFlags } from "./worker_flags.ts";
import type { Job, Outcome } from "../attempt/job.ts";
import {
  type AttemptEnd,
  LONGEST_LINE,
  readLines,
  type ToWorker,
} from "../attempt/worker/protocol.ts";
import type { JobHooks } from "./executor.ts";
import { parseWorkerMessage } from "./worker_message.ts";

const MAIN = fileURLToPath(
  new URL("../attempt/worker/worker.ts", import.meta.url),
);
const CLOSE_MS = 2000;
const MARK_MS = 1000;
const TAIL = 20;

interface Current {
  readonly hooks: JobHooks;
  readonly finish: (end: AttemptEnd) => void;
  /** Line on standard error after all that the attempt wrote. */
  readonly mark: string;
  isMarked: boolean;
  killed: boolean;
  /** How it ended, once that was told. */
  end: AttemptEnd | undefined;
  /** Runs while the mark is awaited. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * One worker process and the pipes to it. Runs one attempt at a time.
 *
 * Messages come on its standard output, which the worker takes out of the
 * reach of stages; all that stages write comes on standard error.
 */
export class WorkerProcess {
  readonly #child: PipedProgram;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;
  #current: Current | undefined;
  #tail: string[] = [];
  #alive = true;
  #served = 0;
  /** Name of the stage that ran here last. */
  stage = "";

  /** Starts a worker for a store in an absolute folder. */
  constructor(store: string, permissions: StagePermissions) {
    this.#child = startPiped(runtimePath(), {
      args: [
        "run",
        "--quiet",
        ...workerFlags(store, permissions),
        ...configFlags(),
        MAIN,
      ],
      variables: { NO_COLOR: "1" },
      // The leader of a group: what a stage starts dies with it.
      detached: OS !== "windows",
    });
    this.#input = this.#child.stdin.getWriter();
    this.#ended = this.#watch();
  }

  /** Whether the process still takes attempts. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one attempt; resolves also when the process dies. */
  async run(job: Job, hooks: JobHooks): Promise<AttemptEnd> {
    this.stage = job.stage;
    this.#served++;
    this.#tail = [];
    const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
    const mark = crypto.randomUUID();
    this.#current = {
      hooks,
      finish: resolve,
      mark,
      isMarked: false,
      killed: false,
      end: undefined,
      timer: undefined,
    };
    this.#send({ type: "run", job, mark });
    return await promise;
  }

  /** Asks the running attempt to save a checkpoint and end. */
  stop(): void {
    if (this.#current !== undefined) this.#send({ type: "stop" });
  }

  /** Ends the process at once. */
  kill(): void {
    if (this.#current !== undefined) this.#current.killed = true;
    this.#signal();
  }

  /** Lets an idle process end, and ends it if it does not. */
  async close(): Promise<void> {
    this.#alive = false;
    this.#input.close().catch(ignore);
    const timer = setTimeout(() => this.#signal(), CLOSE_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #signal(): void {
    if (killGroup(this.#child.pid)) return;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It ended by itself.
    }
  }

  #send(message: ToWorker): void {
    const line = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    // A broken pipe means that the process died, which #watch reports.
    this.#input.write(line).catch(ignore);
  }

  async #watch(): Promise<void> {
    const read = Promise.all([this.#readOutput(), this.#readErrors()]);
    const status = await this.#endGroup();
    // A program that left the group may hold the pipes open for ever.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((done) => {
      timer = setTimeout(done, CLOSE_MS);
    });
    await Promise.race([read, patience]);
    clearTimeout(timer);
    const current = this.#current;
    if (current === undefined) return;
    this.#finish(
      current,
      current.end ?? {
        memory: 0,
        reusable: false,
        // What an earlier attempt left behind may have ended it.
        doubtful: this.#served > 1 && status.signal === null,
        marked: false,
        outcome: current.killed
          ? { status: "stopped" }
          : deathOf(status, this.#tail),
      },
    );
  }

  /** What a dead worker started would hold its pipes open. */
  async #endGroup(): Promise<ProgramStatus> {
    const status = await this.#child.status;
    this.#alive = false;
    killGroup(this.#child.pid);
    return status;
  }

  async #readOutput(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      if (line === "") continue;
      const message = parseWorkerMessage(line);
      switch (message?.type) {
        case undefined:
          this.#log(line);
          break;
        case "progress":
          this.#current?.hooks.progress(message.progress);
          break;
        case "checkpoint":
          this.#current?.hooks.checkpoint(message.bytes);
          break;
        case "log":
          this.#log(message.line, message.told);
          break;
        case "outcome":
          this.#hold(message.end);
          break;
        default:
          message satisfies undefined;
      }
    }
  }

  /** Notes how an attempt ended, until all that it wrote was read. */
  #hold(end: AttemptEnd): void {
    const current = this.#current;
    if (current === undefined || current.end !== undefined) return;
    current.end = end;
    if (!end.marked || current.isMarked) this.#finish(current, end);
    // A program that it started may have switched the pipe so that the mark
    // was lost.
    else {
      current.timer = setTimeout(() => this.#finish(current, end), MARK_MS);
    }
  }

  #finish(current: Current, end: AttemptEnd): void {
    clearTimeout(current.timer);
    if (this.#current === current) this.#current = undefined;
    current.finish(end);
  }

  async #readErrors(): Promise<void> {
    const lines = readLines(this.#child.stderr, { longest: LONGEST_LINE });
    // The mark begins on a line of its own, so that one before it may be empty.
    let isEmpty = false;
    for await (const line of lines) {
      const current = this.#current;
      if (line === current?.mark) {
        isEmpty = false;
        current.isMarked = true;
        if (current.end !== undefined) this.#finish(current, current.end);
        continue;
      }
      if (isEmpty) this.#log("");
      isEmpty = line === "";
      if (!isEmpty) this.#log(line);
    }
  }

  #log(line: string, isTold = false): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL) this.#tail.shift();
    this.#current?.hooks.log(line, isTold);
  }
}

/** Gives workers the import map of the program that started the run. */
function configFlags(): string[] {
  const config = configFile();
  return config === undefined ? [] : ["--config", config.path];
}

function deathOf(
  { code, signal }: ProgramStatus,
  tail: readonly string[],
): Outcome {
  const detail = tail.join("\n");
  const failed = { status: "failed", cause: "process", detail } as const;
  if (/JavaScript out of memory|heap limit/i.test(detail)) {
    return {
      ...failed,
      message:
        "its process ran out of memory for JavaScript's objects; make the stage smaller, or raise V8's limit with DENO_V8_FLAGS=--max-old-space-size=MIB",
    };
  }
  if (/out of memory/i.test(detail)) {
    return { ...failed, message: "its process ran out of memory" };
  }
  if (signal === "SIGKILL") {
    return {
      ...failed,
      message:
        "its process was killed (SIGKILL), perhaps for lack of memory; reduce --jobs or the stage's size",
    };
  }
  if (signal !== null) {
    return { ...failed, message: `its process crashed (${signal})` };
  }
  const told = tail.findLast((line) => /\berror: /.test(line))
    ?.replace(/^.*?\berror: /, "");
  const why = told === undefined || code === 0 ? "" : `: ${told}`;
  return {
    ...failed,
    message:
      `its process ended with exit code ${code} before the stage returned${why}; a stage must return or throw`,
  };
}

function ignore(): void {}
