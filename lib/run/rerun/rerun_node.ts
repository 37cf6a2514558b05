import { PipelineError } from "../../dsl/error.ts";
import { wired } from "../../dsl/wires.ts";
import type { ActionRecord } from "../../plan/record.ts";
import type { Settled } from "../../plan/settle.ts";
import { NotFound } from "../../platform/errors.ts";
import type { Job } from "../attempt/job.ts";
import { checkFiles } from "../cache/check_files.ts";
import type { GraphContext } from "../driver/graph_context.ts";
import { jobOf } from "../driver/job_of.ts";
import type { Executor } from "../executors/executor.ts";
import type { Share } from "../machine/slots.ts";
import { compareOutputs, type OutputDifference } from "./compare_outputs.ts";
import type { ScratchFolder } from "./_scratch.ts";

/** Where and how a result was made. */
export interface Circumstances {
  /** Class of hardware. */
  readonly host: string;
  /** Name of the tensor engine. */
  readonly engine: string;
  /** Threads that the stage was given. */
  readonly threads: number;
}

/** What became of one node that was executed again. */
export interface RerunResult {
  /** Name of the node. */
  readonly node: string;
  /** Name of its stage. */
  readonly stage: string;
  /** Cache key. */
  readonly key: string;
  /**
   * `same`: every output came out with the recorded bytes; `varies`: not, as
   * its stage declares, since it measures time; `gone`: it was
   * removed from the store before it could be executed; `stopped`: the check
   * was interrupted.
   */
  readonly status:
    | "same"
    | "varies"
    | "different"
    | "failed"
    | "gone"
    | "stopped";
  /** Wall-clock seconds of this execution. */
  readonly seconds: number;
  /** Wall-clock seconds of the recorded one. */
  readonly recordedSeconds: number;
  /** The outputs that differ. */
  readonly differences: readonly OutputDifference[];
  /** Why it failed or was not executed: one sentence; else empty. */
  readonly reason: string;
  /** How the recorded result was made. */
  readonly recorded: Circumstances;
  /** How it was made this time. */
  readonly here: Circumstances;
}

/** What executing nodes again works with. */
export interface RerunContext extends GraphContext {
  /** Runs the attempts. */
  readonly executor: Executor;
  /** Where nodes are executed. */
  readonly scratch: ScratchFolder;
}

/**
 * Executes one node whose result is in the store once more, and compares.
 *
 * @param settled A hit
 * @param share Threads, and the number of the GPU if it has one
 */
export async function rerunNode(
  settled: Settled,
  context: RerunContext,
  { threads, device: gpu }: Share,
): Promise<RerunResult> {
  const { store, scratch: folder, executor, machine } = context;
  const job = jobOf(settled, context, {
    run: "",
    threads,
    gpu,
    trace: undefined,
  });
  let scratch: ReturnType<ScratchFolder["open"]>;
  try {
    scratch = folder.open(store.blobs, digestsOf(job));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const reason = "an input is not in the store any more";
    return resultOf(settled, context, { status: "gone", reason });
  }
  using _ = scratch;
  const began = machine.now();
  const { directory, run } = scratch;
  const outcome = await executor.run(
    { ...job, run, store: directory },
    settled.node.stage,
    { progress: () => {}, checkpoint: () => {}, log: () => {} },
  );
  const seconds = (machine.now() - began) / 1000;
  const end = { seconds, threads };
  switch (outcome.status) {
    case "stopped":
      return resultOf(settled, context, { ...end, status: "stopped" });
    case "failed": {
      const reason = outcome.message;
      return resultOf(settled, context, { ...end, status: "failed", reason });
    }
    case "damaged": {
      store.blobs.verify(outcome.digest);
      const reason = `its input ${
        outcome.digest.slice(0, 12)
      } is damaged in the store; the next run makes it again`;
      return resultOf(settled, context, { ...end, status: "failed", reason });
    }
    case "done": {
      const changed = filesProblem(settled, context);
      if (changed !== undefined) {
        const reason = changed;
        return resultOf(settled, context, { ...end, status: "failed", reason });
      }
      const differences = compareOutputs(
        { outputs: settled.outputs!, blobs: store.blobs },
        { outputs: outcome.outputs, blobs: scratch.blobs },
        settled.node,
      );
      const status = differences.length === 0
        ? "same"
        : settled.node.stage.spec.timed === true
        ? "varies"
        : "different";
      return resultOf(settled, context, { ...end, status, differences });
    }
    default:
      return outcome satisfies never;
  }
}

/** What a job reads, also where its stage is looked for in its pipeline. */
function digestsOf({ inputs, pipeline }: Job): string[] {
  return [...Object.values(inputs).flatMap(wired), ...pipeline?.answers ?? []];
}

/** Why a difference would say nothing: the files outside the store changed. */
function filesProblem(
  settled: Settled,
  context: RerunContext,
): string | undefined {
  try {
    checkFiles(settled, context);
    return undefined;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return "the files it reads changed meanwhile";
  }
}

/** What became of a node, with how it was and is made. */
export function resultOf(
  { node, key, recordedSeconds }: Settled,
  { store, facts, machine }: RerunContext,
  end: Pick<RerunResult, "status"> & {
    readonly seconds?: number;
    readonly threads?: number;
    readonly differences?: readonly OutputDifference[];
    readonly reason?: string;
  },
): RerunResult {
  const record: Partial<ActionRecord> = store.action(key) ?? {};
  const threads = end.threads ?? record.threads ?? 1;
  const here = { host: machine.host, engine: facts.engine.name, threads };
  return {
    node: node.name,
    stage: node.stage.spec.name,
    key,
    status: end.status,
    seconds: end.seconds ?? 0,
    recordedSeconds: recordedSeconds ?? 0,
    differences: end.differences ?? [],
    reason: end.reason ?? "",
    recorded: {
      host: record.host ?? here.host,
      engine: record.engine ?? here.engine,
      threads: record.threads ?? here.threads,
    },
    here,
  };
}
