/**
 * Main module of a worker process: runs one attempt after another as its
 * driver asks for, and ends when the driver closes their channel, so that it
 * never outlives it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Stage } from "../../../dsl/stage.ts";
import { exit } from "../../../platform/exit.ts";
import {
  onSignal,
  parentId,
  processId,
  residentMemory,
} from "../../../platform/process.ts";
import { Blobs } from "../../../store/blobs.ts";
import { faultPoint } from "../../../store/fault.ts";
import { CheckpointFiles } from "../../../store/checkpoints.ts";
import { LiveRuns } from "../../../store/live_runs.ts";
import { openChannel } from "./_channel.ts";
import { redirectConsole } from "../console.ts";
import { heedFailures } from "./_failures.ts";
import { watchGlobals } from "./_globals.ts";
import { GRACE_MS } from "../../stop/grace.ts";
import { markAsWorker } from "./inside_worker.ts";
import { killGroup } from "./kill_group.ts";
import { guardAgainstOrphanhood } from "./_orphan.ts";
import { outcomeOf, performAttempt } from "../attempt.ts";
import { findStage } from "../find_stage.ts";
import type { Job, Outcome } from "../job.ts";
import { figuresAsData, progressSink } from "../progress.ts";
import {
  type AttemptEnd,
  type FromWorker,
  readLines,
  type ToWorker,
} from "./protocol.ts";
import { readThrown } from "../thrown.ts";
import { throttle } from "./throttle.ts";

/** An attempt under way. */
interface Attempt {
  readonly job: Job;
  readonly mark: string;
  readonly stop: AbortController;
  /** What it told about its progress and was held back. */
  flush: () => void;
}

const driver = parentId();
const stages = new Map<string, Stage>();
const attempts = new AsyncLocalStorage<Attempt>();
let joined: string | undefined;
let current: Attempt | undefined;
let served = 0;
/** How something failed that an attempt left behind. */
let spoilt: Outcome | undefined;

// Stages may replace what all code is given; the end of an attempt must be
// told all the same.
const { stringify } = JSON;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const channel = openChannel();
const changedGlobals = (markAsWorker(), redirect(), watchGlobals());

/** Serves a driver until it closes the channel. */
async function serve(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // A terminal sends SIGINT to the whole group; the driver decides for all.
    onSignal(signal, () => {
      if (signal === "SIGTERM") current?.stop.abort();
    });
  }
  heedFailures({ rejection: heedRejection, error: heedError, exit: tellExit });
  guardAgainstOrphanhood(GRACE_MS);
  let running: Promise<void> = Promise.resolve();
  for await (const line of readLines(channel.read())) {
    const message: ToWorker = JSON.parse(line);
    if (message.type === "stop") current?.stop.abort();
    else running = perform(message);
  }
  current?.stop.abort();
  const patience = setTimeout(() => leave(1), GRACE_MS);
  await running;
  clearTimeout(patience);
  leave(0);
}

/** Ends this process; where no driver is left to do so, with all it started. */
function leave(code: number): never {
  current = undefined;
  if (parentId() !== driver) killGroup(processId());
  return exit(code);
}

async function perform({ job, mark }: { job: Job; mark: string }) {
  const attempt = { job, mark, stop: new AbortController(), flush: () => {} };
  current = attempt;
  served++;
  // It failed while nothing ran here, and the driver could not know.
  if (spoilt !== undefined) return end(attempt, spoilt, { doubtful: true });
  const outcome = await attempts.run(attempt, () => outcomeFor(attempt));
  faultPoint("attempt:ended");
  end(attempt, outcome);
}

async function outcomeFor(attempt: Attempt): Promise<Outcome> {
  const { job, stop: { signal } } = attempt;
  const log = (line: string, told = false) => send({ type: "log", line, told });
  const progress = throttle<unknown>(progressSink(
    (latest) => send({ type: "progress", progress: figuresAsData(latest) }),
    log,
  ));
  attempt.flush = progress.flush;
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
      progress: progress.push,
      checkpoint: (bytes) => send({ type: "checkpoint", bytes }),
      log,
    });
  } catch (error) {
    return outcomeOf(error, signal);
  }
}

/** Tells how an attempt ended, once. */
function end(
  attempt: Attempt,
  outcome: Outcome,
  { doubtful = false }: { readonly doubtful?: boolean } = {},
): void {
  if (current !== attempt) return;
  let changed: readonly string[] = [];
  try {
    attempt.flush();
    changed = changedGlobals();
    const told: AttemptEnd = {
      outcome: blame(outcome, changed),
      memory: Math.round(residentMemory() / 1048576),
      reusable: outcome.status === "done" && changed.length === 0 &&
        spoilt === undefined,
      doubtful,
      marked: channel.mark(encode(`\n${attempt.mark}\n`)),
    };
    current = undefined;
    if (send({ type: "outcome", end: told })) return;
  } catch {
    // Nothing that this process is given works any more.
  }
  // Without a word the driver would wait for ever.
  channel.mark(encode(`\nerror: ${spoils(changed)}\n`));
  leave(1);
}

/** Where an attempt failed that broke what everything uses, that is why. */
function blame(outcome: Outcome, changed: readonly string[]): Outcome {
  if (outcome.status !== "failed" || changed.length === 0) return outcome;
  const message = `${outcome.message}; ${spoils(changed)}`;
  return { ...outcome, cause: "stage", message };
}

function spoils(changed: readonly string[]): string {
  return `it had replaced or frozen ${
    changed.slice(0, 3).join(", ")
  }, which everything in its process uses: leave that as it is`;
}

/** Fails the attempt whose promise it was; one that is over is only noted. */
function heedRejection(thrown: unknown): () => void {
  const origin = attempts.getStore();
  if (origin === undefined) return heedError(thrown);
  return () => {
    const { message, detail } = readThrown(thrown);
    if (origin === current) {
      const why = `a promise that nothing awaited was rejected: ${message}`;
      end(origin, failure(why, detail));
      leave(1);
    }
    spoilt ??= failure(message, detail);
    if (current === undefined) return;
    const line = `${origin.job.node}, which ran here before: ${message}`;
    send({ type: "log", line });
  };
}

/**
 * Fails the current attempt. A timer of an earlier one may have thrown, which
 * nobody can tell: then it may fare better in another process.
 */
function heedError(thrown: unknown): () => void {
  return () => {
    const { message, detail } = readThrown(thrown);
    const why = `an error was thrown that nothing caught: ${message}`;
    spoilt ??= failure(why, detail);
    if (current === undefined) return;
    end(current, spoilt, { doubtful: served > 1 });
    leave(1);
  };
}

/** A stage ends this process, by whatever way. */
function tellExit(code: number, place: string | undefined): void {
  if (current === undefined) return;
  const origin = attempts.getStore();
  const doubtful = origin !== undefined && origin !== current;
  const where = place === undefined ? "" : ` (${place})`;
  end(
    current,
    failure(
      `it ended its process with exit code ${code}${where}; a stage must return or throw`,
    ),
    { doubtful },
  );
}

function failure(message: string, detail = message): Outcome {
  return { status: "failed", cause: "stage", message, detail };
}

/** Sends what is printed to the log of the attempt that prints it. */
function redirect(): void {
  redirectConsole(() => (line) => {
    const origin = attempts.getStore();
    const isLate = origin !== undefined && origin !== current;
    if (!isLate) send({ type: "log", line });
  });
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

/** False when the driver is gone, or what was sent is no message. */
function send(message: FromWorker): boolean {
  const text = stringify(message);
  // Begins on a line of its own, whatever may stand there.
  return channel.write(encode(`\n${text}\n`)) && text.startsWith("{");
}

if (import.meta.main) await serve();
