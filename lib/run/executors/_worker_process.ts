import { fileURLToPath } from "node:url";
import { configFile } from "../config_file.ts";
import { killGroup } from "../_kill_group.ts";
import { type StagePermissions, workerFlags } from "../_worker_flags.ts";
import type { Job, Outcome } from "../job.ts";
import { parseWorkerLine, readLines, type ToWorker } from "../protocol.ts";
import type { JobHooks } from "./executor.ts";

const MAIN = fileURLToPath(new URL("../worker.ts", import.meta.url));
const CLOSE_MS = 2000;
const TAIL = 20;

interface Current {
  readonly hooks: JobHooks;
  readonly finish: (end: { outcome: Outcome; memory: number }) => void;
  killed: boolean;
}

/** One worker process and the pipes to it. Runs one attempt at a time. */
export class WorkerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;
  #current: Current | undefined;
  #tail: string[] = [];
  #alive = true;
  /** Name of the stage that ran here last. */
  stage = "";

  /** Starts a worker for a store in an absolute folder. */
  constructor(store: string, permissions: StagePermissions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        ...workerFlags(store, permissions),
        ...configFlags(),
        MAIN,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1" },
      // The leader of a group: what a stage starts dies with it.
      detached: Deno.build.os !== "windows",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#ended = this.#watch();
  }

  /** Whether the process still takes attempts. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one attempt; resolves also when the process dies. */
  async run(
    job: Job,
    hooks: JobHooks,
  ): Promise<{ outcome: Outcome; memory: number }> {
    this.stage = job.stage;
    this.#tail = [];
    const end = new Promise<{ outcome: Outcome; memory: number }>(
      (finish) => this.#current = { hooks, finish, killed: false },
    );
    this.#send({ type: "run", job });
    return await end;
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
    this.#current = undefined;
    current.finish({
      memory: 0,
      outcome: current.killed
        ? { status: "stopped" }
        : deathOf(status, this.#tail),
    });
  }

  /** What a dead worker started would hold its pipes open. */
  async #endGroup(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    this.#alive = false;
    killGroup(this.#child.pid);
    return status;
  }

  async #readOutput(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      const { stray, message } = parse(line);
      if (stray !== "") this.#log(stray);
      if (message === undefined) continue;
      if (message.type === "progress") {
        this.#current?.hooks.progress(message.progress);
      } else if (message.type === "checkpoint") {
        this.#current?.hooks.checkpoint(message.bytes);
      } else if (message.type === "log") {
        this.#log(message.line);
      } else {
        const current = this.#current;
        this.#current = undefined;
        current?.finish(message);
      }
    }
  }

  async #readErrors(): Promise<void> {
    for await (const line of readLines(this.#child.stderr)) this.#log(line);
  }

  #log(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL) this.#tail.shift();
    this.#current?.hooks.log(line);
  }
}

/** Gives workers the import map of the program that started the run. */
function configFlags(): string[] {
  const config = configFile();
  return config === undefined ? [] : ["--config", config.path];
}

function parse(line: string): ReturnType<typeof parseWorkerLine> {
  try {
    return parseWorkerLine(line);
  } catch {
    return { stray: line, message: undefined };
  }
}

function deathOf(
  { code, signal }: Deno.CommandStatus,
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
  const last = tail.findLast((line) => /error/i.test(line));
  const why = last === undefined || code === 0 ? "" : `: ${last.trim()}`;
  return {
    ...failed,
    message:
      `its process ended with exit code ${code} before the stage returned${why}; a stage must return or throw`,
  };
}

function ignore(): void {}
