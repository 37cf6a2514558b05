import type { RunSummary } from "../run/driver/summary.ts";
import { DamagedBlobError } from "../store/mod.ts";

const MOST_RUNS = 3;

/**
 * Runs, and reads what was made. When an artifact turns out damaged on the
 * disk as it is read, it is made again by another run.
 *
 * @param run Runs the pipeline
 * @param read Reads the results; may be called again
 * @throws {DamagedBlobError} when artifacts are damaged again and again
 */
export async function untilIntact<S extends RunSummary, R>(
  run: () => Promise<S>,
  read: (summary: S) => Promise<R>,
): Promise<R> {
  for (let runs = 1;; runs++) {
    const summary = await run();
    try {
      return await read(summary);
    } catch (error) {
      if (!(error instanceof DamagedBlobError) || runs >= MOST_RUNS) {
        throw error;
      }
    }
  }
}
