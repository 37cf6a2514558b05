import type { Outputs } from "../../plan/record.ts";
import { checkFiles } from "../cache/check_files.ts";
import type { RunContext } from "./run_context.ts";
import type { Ended } from "./_start_attempt.ts";

/**
 * Records a finished attempt whose blobs are stored, and lets its checkpoints
 * go. When another result stands under the same key, that one stays and the
 * difference is reported.
 *
 * @throws {PipelineError} when configured files changed while the stage ran,
 * or the store cannot be written
 */
export function publish(
  ended: Ended,
  outputs: Outputs,
  { store, facts, machine, emit }: RunContext,
): { outputs: Outputs; log: string | undefined } {
  const { settled, seconds, started, threads, attempt } = ended;
  const { node, key, manifest } = settled;
  checkFiles(settled, { store, facts });
  const text = ended.log.finish();
  const log = text === undefined ? null : store.blobs.put(text).digest;
  const commit = store.commit({
    key,
    stage: node.stage.spec.name,
    manifest,
    outputs,
    started,
    seconds,
    host: machine.host,
    engine: facts.engine.name,
    threads,
    attempt,
    log,
  });
  store.checkpoints.remove(key);
  const path = log === null ? undefined : store.blobs.path(log);
  if (path !== undefined) ended.log.remove();
  if (commit.status === "recorded") return { outputs, log: path };
  emit({
    type: "warning",
    node: node.name,
    message:
      `stage '${node.stage.spec.name}' is not deterministic: ${node.name} gave another ${
        commit.ports.join(", ")
      } than before for the same key; ${
        commit.kept === outputs
          ? "the earlier bytes are gone, so the new ones count"
          : "the earlier one stays"
      }`,
  });
  return { outputs: commit.kept, log: path };
}
