import { AsyncLocalStorage } from "node:async_hooks";
import { PipelineError } from "../../dsl/error.ts";
import type { Stage } from "../../dsl/stage.ts";
import { type ReplacedExit, replaceExit } from "../../platform/exit.ts";
import { Blobs } from "../../store/blobs.ts";
import { CheckpointFiles } from "../../store/checkpoints.ts";
import { redirectConsole } from "../attempt/console.ts";
import { performAttempt } from "../attempt/attempt.ts";
import type { Job, Outcome } from "../attempt/job.ts";
import { progressSink } from "../attempt/progress.ts";
import type { Executor, JobHooks } from "./executor.ts";
import type { ExecutorSettings } from "./executor_settings.ts";

/** The log of the attempt that the running code belongs to. */
const attempts = new AsyncLocalStorage<JobHooks["log"]>();

/** Runs attempts in this process: for tests, and for debuggers. */
export class InlineExecutor implements Executor {
  readonly #stop = new AbortController();
  readonly #guards: readonly Disposable[];

  /**
   * Redirects the console of attempts, and refuses them `Deno.exit`.
   *
   * @throws {PipelineError} when their time is to be limited
   */
  constructor({ limit }: Pick<ExecutorSettings, "limit"> = {}) {
    if (limit !== undefined) {
      throw new PipelineError(
        "misuse",
        "Cannot limit the time of stages in this process: leave out --timeout, or --executor inline",
      );
    }
    this.#guards = [redirectConsole(() => attempts.getStore()), refuseExit()];
  }

  /** Runs one attempt; a stage that calls `Deno.exit` fails. */
  async run(job: Job, stage: Stage, hooks: JobHooks): Promise<Outcome> {
    return await attempts.run(hooks.log, () =>
      performAttempt(stage, job, {
        blobs: new Blobs(job.store),
        checkpoints: new CheckpointFiles(job.store),
        signal: this.#stop.signal,
        ...hooks,
        progress: progressSink(hooks.progress, hooks.log),
      }));
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Same as {@linkcode InlineExecutor.stop}: nothing can be killed in here. */
  kill(): void {
    this.#stop.abort();
  }

  close(): Promise<void> {
    for (const guard of this.#guards) guard[Symbol.dispose]();
    return Promise.resolve();
  }
}

/** Makes `Deno.exit` throw inside attempts until the returned value is disposed of. */
function refuseExit(): Disposable {
  const exit: ReplacedExit = replaceExit((code = 0): never => {
    if (attempts.getStore() === undefined) return exit.before(code);
    throw new Error(
      `it called Deno.exit(${code}); a stage must return or throw`,
    );
  });
  return exit;
}
