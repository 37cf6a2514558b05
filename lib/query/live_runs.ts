import {
  parseStatus,
  type RunStatus,
  STATUS_NOTE,
} from "../run/observe/run_status.ts";
import type { Store } from "../store/mod.ts";

/** A run that goes on now, in any process and on any machine. */
export interface LiveRun {
  /** Identifier of the run. */
  readonly run: string;
  /** Name of the pipeline, if it could be read. */
  readonly pipeline: string | null;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Process of the driver, in its own PID namespace. */
  readonly pid: number | null;
  /** How far it is; null until its driver has noted that. */
  readonly status: RunStatus | null;
}

/** What runs now on a store, oldest first. */
export function liveRuns(store: Store): LiveRun[] {
  return store.live.list().map(({ run, since, about }) => ({
    run,
    pipeline: typeof about.pipeline === "string" ? about.pipeline : null,
    started: typeof about.started === "string"
      ? about.started
      : new Date(since).toISOString(),
    pid: typeof about.pid === "number" ? about.pid : null,
    status: parseStatus(store.live.noted(run, STATUS_NOTE)) ?? null,
  }));
}
