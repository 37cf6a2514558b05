/**
 * Main module of a worker process: runs one attempt after another as lines of
 * JSON on standard input ask for, and ends when standard input does, so that
 * it never outlives its driver.
 */
import type { Progress } from "../dsl/context.ts";
import type { Stage } from "../dsl/stage.ts";
import { Blobs } from "../store/blobs.ts";
import { faultPoint } from "../store/fault.ts";
import { CheckpointFiles } from "../store/checkpoints.ts";
import { LiveRuns } from "../store/live_runs.ts";
import { redirectConsole } from "./_console.ts";
import { markAsWorker } from "./_inside_worker.ts";
import { GRACE_MS } from "./_grace.ts";
import { killGroup } from "./_kill_group.ts";
import { guardAgainstOrphanhood } from "./_orphan.ts";
import { outcomeOf, performAttempt } from "./attempt.ts";
import { findStage } from "./find_stage.ts";
import type { Job, Outcome } from "./job.ts";
import { type FromWorker, MARK, readLines, type ToWorker } from "./protocol.ts";
import { throttle } from "./throttle.ts";

const driver = Deno.ppid;
const stages = new Map<string, Stage>();
let joined: string | undefined;
let stop = new AbortController();

/** Serves a driver until it closes standard input. */
async function serve(): Promise<void> {
  markAsWorker();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // A terminal sends SIGINT to the whole group; the driver decides for all.
    Deno.addSignalListener(signal, () => {
      if (signal === "SIGTERM") stop.abort();
    });
  }
  redirectConsole(() => (line) => send({ type: "log", line }));
  guardAgainstOrphanhood(GRACE_MS);
  let running: Promise<void> = Promise.resolve();
  for await (const line of readLines(Deno.stdin.readable)) {
    const message: ToWorker = JSON.parse(line);
    if (message.type === "stop") stop.abort();
    else running = perform(message.job);
  }
  stop.abort();
  const patience = setTimeout(() => leave(1), GRACE_MS);
  await running;
  clearTimeout(patience);
  leave(0);
}

/** Ends this process; where no driver is left to do so, with all it started. */
function leave(code: number): never {
  if (Deno.ppid !== driver) killGroup(Deno.pid);
  Deno.exit(code);
}

async function perform(job: Job): Promise<void> {
  stop = new AbortController();
  const progress = throttle((latest: Progress) =>
    send({ type: "progress", progress: latest })
  );
  const outcome = await attempt(job, progress.push);
  progress.flush();
  faultPoint("attempt:ended");
  const memory = Math.round(Deno.memoryUsage().rss / 1048576);
  send({ type: "outcome", outcome, memory });
}

async function attempt(
  job: Job,
  progress: (progress: Progress) => void,
): Promise<Outcome> {
  const { signal } = stop;
  try {
    faultPoint("attempt:started");
    if (!joinRun(job)) return { status: "stopped" };
    const id = `${job.stage}\n${JSON.stringify([job.modules, job.sources])}`;
    const stage = stages.get(id) ?? await findStage(job);
    stages.set(id, stage);
    return await performAttempt(stage, job, {
      blobs: new Blobs(job.store),
      checkpoints: new CheckpointFiles(job.store),
      signal,
      progress,
      checkpoint: (bytes) => send({ type: "checkpoint", bytes }),
      log: (line) => send({ type: "log", line }),
    });
  } catch (error) {
    return outcomeOf(error, signal);
  }
}

/**
 * Keeps the run alive in the eyes of others until this process ends, so that
 * no other driver works on the same node meanwhile; false when it is dead.
 */
function joinRun({ run, store }: Job): boolean {
  if (joined === run) return true;
  if (!new LiveRuns(store, { writable: false }).join(run)) return false;
  joined = run;
  return true;
}

function send(message: FromWorker): void {
  const bytes = new TextEncoder().encode(`${MARK}${JSON.stringify(message)}\n`);
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    }
  } catch {
    // The driver is gone; standard input ends too, and with it this process.
  }
}

if (import.meta.main) await serve();
