import { join } from "node:path";
import type { Settled } from "../../plan/settle.ts";
import type { Outcome } from "../attempt/job.ts";
import { jobOf } from "../driver/job_of.ts";
import type { RunContext } from "./run_context.ts";
import { LogFile } from "../observe/log_file.ts";
import { logName } from "../observe/log_name.ts";

/** An attempt that ended. */
export interface Ended {
  readonly settled: Settled;
  readonly outcome: Outcome;
  readonly seconds: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** 1 for the first attempt at this key. */
  readonly attempt: number;
  readonly threads: number;
  /** Whether it went on from a checkpoint. */
  readonly resumed: boolean;
  /** Still open. */
  readonly log: LogFile;
}

/** Runs one attempt at a node to its end, and tells how it goes. */
export async function startAttempt(
  settled: Settled,
  context: RunContext,
  { threads, gpu, retries }: {
    readonly threads: number;
    /** Number of the GPU that it has, if it has one. */
    readonly gpu: number | undefined;
    /** Attempts of this run that ended without a result of any kind. */
    readonly retries: number;
  },
): Promise<Ended> {
  const { store, run, emit, executor, machine } = context;
  const { node, key } = settled;
  const resumed = store.checkpoints.has(key);
  // A killed run noted no attempt, but left a checkpoint.
  const before = Math.max(store.runs.attemptsAt(key), resumed ? 1 : 0);
  const attempt = before + 1 + retries;
  const log = new LogFile(
    join(store.directory, "logs", run, logName(node, attempt)),
  );
  emit({
    type: "node-started",
    node: node.name,
    stage: node.stage.spec.name,
    key,
    attempt,
    reason: reasonText(settled),
    cues: settled.reasons.map(({ cue }) => cue),
    log: log.path,
    resumes: resumed,
  });
  const started = machine.date().toISOString();
  const clock = machine.now();
  const elapsed = () => (machine.now() - clock) / 1000;
  const trace = context.traceOf(node.name);
  const job = jobOf(settled, context, { run, threads, gpu, trace });
  const outcome = await executor.run(job, node.stage, {
    progress: (progress) =>
      emit({
        type: "node-progress",
        node: node.name,
        progress,
        elapsed: elapsed(),
      }),
    checkpoint: (bytes) =>
      emit({ type: "node-checkpoint", node: node.name, bytes }),
    log: (line, isTold = false) => {
      log.write(line);
      emit({
        type: isTold ? "node-told" : "node-log",
        node: node.name,
        line,
      });
    },
  });
  const seconds = elapsed();
  return { settled, outcome, seconds, started, attempt, threads, resumed, log };
}

/** Why a node runs, as one phrase. */
export function reasonText({ reasons }: Settled): string {
  return reasons.map(({ text }) => text).join("; ");
}
