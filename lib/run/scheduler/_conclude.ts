import { PipelineError } from "../../dsl/error.ts";
import type { Outputs } from "../../plan/record.ts";
import { publish } from "./_publish.ts";
import type { NodeEnd } from "./_ledger.ts";
import type { RunContext } from "./run_context.ts";
import { type Ended, reasonText } from "./_start_attempt.ts";

/** What an attempt came to. */
export interface Conclusion {
  /** How its node ended. */
  readonly end: NodeEnd;
  /** Whether it failed because the store cannot be written. */
  readonly isStoreBroken: boolean;
}

/**
 * Records what an attempt made, or puts into words why it made nothing.
 *
 * @param stopped What the run was stopped by, in words, if it was
 */
export function conclude(
  ended: Ended,
  context: RunContext,
  stopped: string | undefined,
): Conclusion {
  const { outcome } = ended;
  switch (outcome.status) {
    case "done":
      return record(ended, outcome.outputs, context);
    case "stopped":
      return stopped === undefined
        ? failure(ended, "process", "its process was told to end (SIGTERM)")
        : interruption(ended, context, stopped);
    case "failed":
      ended.log.write(outcome.detail);
      return failure(ended, outcome.cause, outcome.message);
    case "damaged": {
      const name = outcome.digest.slice(0, 12);
      const why = `its input ${name} was damaged in the store again and again`;
      return failure(ended, "stage", why);
    }
    default:
      return outcome satisfies never;
  }
}

function record(
  ended: Ended,
  outputs: Outputs,
  context: RunContext,
): Conclusion {
  const { settled, seconds, resumed } = ended;
  try {
    const end: NodeEnd = {
      status: "ran",
      key: settled.key,
      seconds,
      reason: reasonText(settled),
      ...publish(ended, outputs, context),
      // What goes on from a checkpoint takes less than was predicted.
      ...(resumed ? { predicted: undefined } : {}),
    };
    return { end, isStoreBroken: false };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return failure(ended, error.code, error.message);
  }
}

function interruption(
  { settled: { key }, seconds, log }: Ended,
  { store }: RunContext,
  stopped: string,
): Conclusion {
  const next = store.checkpoints.has(key)
    ? "the next run goes on from its checkpoint"
    : "it had saved no checkpoint";
  const end: NodeEnd = {
    status: "blocked",
    key,
    seconds,
    log: log.exists ? log.path : undefined,
    reason: `${stopped}; ${next}`,
  };
  return { end, isStoreBroken: false };
}

function failure(
  { settled: { node, key }, seconds, log }: Ended,
  cause: string,
  why: string,
): Conclusion {
  const isStoreBroken = cause === "store";
  const end: NodeEnd = {
    status: "failed",
    key,
    seconds,
    log: log.exists ? log.path : undefined,
    reason: isStoreBroken ? why : `Cannot run node '${node.name}': ${why}`,
  };
  return { end, isStoreBroken };
}
