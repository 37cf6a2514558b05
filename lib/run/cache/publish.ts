import { PipelineError } from "../../dsl/error.ts";
import { encodeData } from "../../plan/encode.ts";
import type { Outputs } from "../../plan/record.ts";
import type { Settled } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import type { RunEvent } from "../observe/events.ts";
import { type Facts, filesOf } from "./facts.ts";
import { hostClass } from "../machine/host.ts";
import type { LogFile } from "../observe/log_file.ts";

/**
 * Records a finished attempt whose blobs are stored, and lets its checkpoints
 * go. When another result stands under the same key, that one stays and the
 * difference is reported.
 *
 * @throws {PipelineError} when configured files changed while the stage ran,
 * or the store cannot be written
 */
export function publish(
  attempt: {
    readonly settled: Settled;
    readonly seconds: number;
    readonly started: string;
    readonly attempt: number;
    readonly threads: number;
    readonly log: LogFile;
  },
  outputs: Outputs,
  { store, facts, emit }: {
    store: Store;
    facts: Facts;
    emit: (event: RunEvent) => void;
  },
): { outputs: Outputs; log: string | undefined } {
  const { settled, seconds, started, threads } = attempt;
  const { node, key, manifest } = settled;
  checkFiles(settled, { store, facts });
  const text = attempt.log.finish();
  const log = text === undefined ? null : store.blobs.put(text).digest;
  const commit = store.commit({
    key,
    stage: node.stage.spec.name,
    manifest,
    outputs,
    started,
    seconds,
    host: hostClass(),
    engine: facts.engine.name,
    threads,
    attempt: attempt.attempt,
    log,
  });
  store.checkpoints.remove(key);
  const path = log === null ? undefined : store.blobs.path(log);
  if (path !== undefined) attempt.log.remove();
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

/** Makes sure that the files a node reads are still those of its key. */
export function checkFiles(
  { node, manifest }: Settled,
  { store, facts }: { store: Store; facts: Facts },
): void {
  if (Object.keys(manifest.files).length === 0) return;
  const { directory } = facts;
  const now = filesOf(node, { directory, memos: store.memos }) ?? {};
  if (encodeData(now) === encodeData(manifest.files)) return;
  throw new PipelineError(
    "stage",
    `the files it reads changed meanwhile, so its result was not stored; run again`,
    { node: node.name },
  );
}
