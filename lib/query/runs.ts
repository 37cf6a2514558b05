import { type Reality, realityOf } from "../plan/reality.ts";
import type { AttemptRecord, RunRecord, Store } from "../store/mod.ts";

/** One run, with what it did. */
export interface RunDetail extends RunRecord {
  /** Nodes that ran, failed or could not start, in order. */
  readonly attempts: readonly AttemptRecord[];
  /** Prediction against reality, where there were predictions. */
  readonly reality?: Reality;
}

/**
 * Past runs, newest first.
 *
 * @param options `limit`: most runs; `pipeline`: of this pipeline only
 */
export function listRuns(
  store: Store,
  { limit, pipeline }: {
    readonly limit: number;
    readonly pipeline?: string | undefined;
  },
): RunRecord[] {
  return store.runs.list({
    limit,
    ...(pipeline === undefined ? {} : { pipeline }),
  });
}

/** What one run did. */
export function runDetail(store: Store, run: RunRecord): RunDetail {
  const attempts = store.runs.attempts(run.id);
  const reality = realityOf(attempts);
  return { ...run, attempts, ...(reality === undefined ? {} : { reality }) };
}
