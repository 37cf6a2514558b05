import type { Stage } from "../../dsl/stage.ts";
import type { Blobs } from "../../store/blobs.ts";
import type { CheckpointFiles } from "../../store/checkpoints.ts";
import { performAttempt } from "../attempt.ts";
import type { Job, Outcome } from "../job.ts";
import type { Executor, JobHooks } from "./executor.ts";

/** Runs attempts in this process: for tests, and for debuggers. */
export class InlineExecutor implements Executor {
  readonly #blobs: Blobs;
  readonly #checkpoints: CheckpointFiles;
  readonly #stop = new AbortController();

  constructor(store: { blobs: Blobs; checkpoints: CheckpointFiles }) {
    this.#blobs = store.blobs;
    this.#checkpoints = store.checkpoints;
  }

  /** Runs one attempt; a stage that calls `Deno.exit` fails. */
  async run(job: Job, stage: Stage, hooks: JobHooks): Promise<Outcome> {
    using _ = refuseExit();
    return await performAttempt(stage, job, {
      blobs: this.#blobs,
      checkpoints: this.#checkpoints,
      signal: this.#stop.signal,
      ...hooks,
    });
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Same as {@linkcode InlineExecutor.stop}: nothing can be killed in here. */
  kill(): void {
    this.#stop.abort();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

let refusals = 0;
const exit = Deno.exit;

/** Makes `Deno.exit` throw until the returned value is disposed of. */
function refuseExit(): Disposable {
  refusals++;
  Deno.exit = (code = 0): never => {
    throw new Error(
      `it called Deno.exit(${code}); a stage must return or throw`,
    );
  };
  return {
    [Symbol.dispose]() {
      if (--refusals === 0) Deno.exit = exit;
    },
  };
}
