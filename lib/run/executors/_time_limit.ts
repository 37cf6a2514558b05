import { CheckpointFiles } from "../../store/checkpoints.ts";
import { GRACE_MS } from "../stop/grace.ts";
import type { Job, Outcome } from "../attempt/job.ts";
import type { AttemptEnd } from "../attempt/worker/protocol.ts";
import type { JobHooks } from "./executor.ts";
import type { WorkerProcess } from "./_worker_process.ts";

/** The longest time that an attempt may take. */
export interface TimeLimit {
  /** From the start of an attempt until it is asked to end. */
  readonly seconds: number;
  /** Milliseconds that it then has to save a checkpoint. Default 10,000. */
  readonly grace?: number;
}

/**
 * Runs an attempt that is asked to save a checkpoint and end when its time is
 * over, and killed when it does not; it then counts as failed.
 */
export async function runWithin(
  { seconds, grace = GRACE_MS }: TimeLimit,
  { worker, job, hooks }: {
    readonly worker: WorkerProcess;
    readonly job: Job;
    readonly hooks: JobHooks;
  },
): Promise<AttemptEnd> {
  let isOver = false;
  let killer: ReturnType<typeof setTimeout> | undefined;
  const stopper = setTimeout(() => {
    isOver = true;
    worker.stop();
    killer = setTimeout(() => worker.kill(), grace);
  }, seconds * 1000);
  const end = await worker.run(job, hooks);
  clearTimeout(stopper);
  clearTimeout(killer);
  return isOver && end.outcome.status === "stopped"
    ? { ...end, outcome: overdue(job, seconds) }
    : end;
}

function overdue({ store, key }: Job, seconds: number): Outcome {
  const saved = new CheckpointFiles(store).has(key);
  const next = saved
    ? "the next run goes on from its checkpoint"
    : "it had saved no checkpoint; allow it more time";
  const message = `it ran longer than --timeout ${spell(seconds)}; ${next}`;
  return { status: "failed", cause: "stage", message, detail: message };
}

/** A duration in its largest whole unit, such as `2 h`. */
function spell(seconds: number): string {
  const units = [[86_400, "d"], [3600, "h"], [60, "min"]] as const;
  const found = units.find(([size]) => seconds % size === 0);
  return found === undefined
    ? `${seconds} s`
    : `${seconds / found[0]} ${found[1]}`;
}
