import type { Stage } from "../../dsl/stage.ts";
import { NO_PERMISSIONS, type StagePermissions } from "./worker_flags.ts";
import type { Job, Outcome } from "../attempt/job.ts";
import type { AttemptEnd } from "../attempt/worker/protocol.ts";
import type { Executor, JobHooks } from "./executor.ts";
import type { ExecutorSettings } from "./executor_settings.ts";
import { runWithin, type TimeLimit } from "./_time_limit.ts";
import { WorkerProcess } from "./_worker_process.ts";

/** A worker above this resident memory is replaced instead of used again. */
const MAX_IDLE_MEMORY = 1536;

const DOUBT =
  "an error that nothing caught ended this process, perhaps left behind by an earlier node: it runs again in another";

/**
 * Runs each attempt in a process of its own, so that a crash, a leak or an
 * out-of-memory kill is one failed node. Processes stay warm: one that ended
 * an attempt well takes the next.
 */
export class ProcessExecutor implements Executor {
  readonly #all = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #permissions: StagePermissions;
  readonly #limit: TimeLimit | undefined;
  #stopping = false;

  /** Workers get some permissions, and attempts some time. */
  constructor(
    { permissions = NO_PERMISSIONS, limit }: ExecutorSettings = {},
  ) {
    this.#permissions = permissions;
    this.#limit = limit;
  }

  /** Runs one attempt in an idle process, or a new one. */
  async run(job: Job, _stage: Stage, hooks: JobHooks): Promise<Outcome> {
    if (this.#stopping) return { status: "stopped" };
    const { outcome, doubtful } = await this.#runIn(
      this.#take(job),
      { job, hooks },
    );
    if (!doubtful || this.#stopping) return outcome;
    hooks.log(DOUBT);
    return (await this.#runIn(this.#start(job), { job, hooks })).outcome;
  }

  async #runIn(
    worker: WorkerProcess,
    { job, hooks }: { readonly job: Job; readonly hooks: JobHooks },
  ): Promise<AttemptEnd> {
    const end = this.#limit === undefined
      ? await worker.run(job, hooks)
      : await runWithin(this.#limit, { worker, job, hooks });
    const isSound = end.reusable && worker.alive;
    if (isSound && end.memory < MAX_IDLE_MEMORY && !this.#stopping) {
      this.#idle.push(worker);
    } else {
      this.#all.delete(worker);
      await worker.close();
    }
    return end;
  }

  stop(): void {
    this.#stopping = true;
    for (const worker of this.#all) worker.stop();
  }

  kill(): void {
    this.#stopping = true;
    for (const worker of this.#all) worker.kill();
  }

  async close(): Promise<void> {
    const workers = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    await Promise.all(workers.map((worker) => worker.close()));
  }

  /** Prefers a process that has loaded the stage already. */
  #take(job: Job): WorkerProcess {
    const known = this.#idle.findIndex((worker) => worker.stage === job.stage);
    const [worker] = this.#idle.splice(known < 0 ? 0 : known, 1);
    if (worker?.alive) return worker;
    if (worker !== undefined) this.#all.delete(worker);
    return this.#start(job);
  }

  #start({ store }: Job): WorkerProcess {
    const fresh = new WorkerProcess(store, this.#permissions);
    this.#all.add(fresh);
    return fresh;
  }
}
