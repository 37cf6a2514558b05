import { PipelineError } from "../../../dsl/error.ts";

let isWorker = false;

/** Notes that this process is a worker of a run. */
export function markAsWorker(): void {
  isWorker = true;
}

/**
 * Stops a pipeline file that runs itself when it is loaded: its workers load
 * it too, and each would start the run anew.
 *
 * @throws {PipelineError} in a worker
 */
export function refuseInsideWorker(): void {
  if (!isWorker) return;
  throw new PipelineError(
    "misuse",
    "Cannot run a pipeline while a worker loads its file: put the call under 'if (import.meta.main)'",
  );
}
