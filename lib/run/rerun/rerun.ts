import { PipelineError } from "../../dsl/error.ts";
import type { Graph } from "../../plan/graph.ts";
import { planWith } from "../../plan/plan.ts";
import { sampleNodes } from "../../plan/sample.ts";
import type { Settled } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import { openGraphContext } from "../driver/graph_context.ts";
import type { RunOptions } from "../driver/options.ts";
import { openExecutor } from "../executors/executors.ts";
import { NO_PERMISSIONS } from "../executors/worker_flags.ts";
import { demandOf, slotsOf } from "../machine/demand.ts";
import type { Share } from "../machine/slots.ts";
import { heedStops } from "../stop/heed_stops.ts";
import {
  type RerunContext,
  rerunNode,
  type RerunResult,
  resultOf,
} from "./rerun_node.ts";
import { ScratchFolder } from "./_scratch.ts";

/** Settings of {@linkcode rerunNodes}. */
export interface RerunOptions extends
  Pick<
    RunOptions,
    | "source"
    | "permissions"
    | "directory"
    | "engine"
    | "only"
    | "executor"
    | "jobs"
    | "gpus"
    | "machine"
    | "signal"
    | "kill"
  > {
  /** How many nodes; all that are in the store by default. */
  readonly count?: number;
  /** Seed of the choice among them. Default 0. */
  readonly sampleSeed?: number;
  /** Told which nodes were chosen, before the first is executed. */
  readonly onChosen?: (names: readonly string[], stored: number) => void;
  /** Told of each node as it ends. */
  readonly onResult?: (result: RerunResult) => void;
}

/** What executing nodes again came to. */
export interface RerunReport {
  /** Whether all that was executed came out the same, and nothing was stopped. */
  readonly status: "ok" | "wrong" | "interrupted";
  /** Nodes of the pipeline that are in the store. */
  readonly stored: number;
  /** Those that were chosen, in dependency order. */
  readonly results: readonly RerunResult[];
  /**
   * Nodes that are not in the store as they stand because their code changed:
   * a sentence each.
   */
  readonly changed: readonly string[];
}

/**
 * Executes nodes whose results are in the store once more, from their stored
 * inputs, and compares what comes out with what is recorded. Each works in a
 * scratch store that is removed afterwards: nothing is published, and no
 * checkpoint of a run is read or written.
 *
 * @param graph Pipeline whose nodes are checked
 * @param store Where their results are; may be read-only
 * @param options How many nodes, which, and how
 * @throws {PipelineError} when nothing of the pipeline is in the store
 */
export async function rerunNodes(
  graph: Graph,
  store: Store,
  options: RerunOptions = {},
): Promise<RerunReport> {
  const around = await openGraphContext(graph, store, options);
  const { facts, settler } = around;
  const { nodes } = store.withoutGc(() =>
    planWith(settler, { graph, needed: facts.needed })
  );
  const hits = nodes.flatMap((node) => node.status === "hit" ? [node] : []);
  const changed = nodes.flatMap(({ node, reasons }) =>
    reasons.filter(({ cue }) => cue === "code")
      .map(({ text }) => `${node.name}: ${text}`)
  );
  const chosen = choose(hits, { ...options, changed });
  options.onChosen?.(chosen.map(({ node }) => node.name), hits.length);
  using scratch = new ScratchFolder(store);
  const results = await executeAll(chosen, { ...around, scratch }, options);
  const has = (status: RerunResult["status"]) =>
    results.some((result) => result.status === status);
  return {
    status: has("stopped")
      ? "interrupted"
      : has("different") || has("failed")
      ? "wrong"
      : "ok",
    stored: hits.length,
    results,
    changed,
  };
}

function choose(
  hits: readonly Settled[],
  options: RerunOptions & { readonly changed: readonly string[] },
): Settled[] {
  if (hits.length === 0) {
    const [why] = options.changed;
    throw new PipelineError(
      "misuse",
      `Cannot execute nodes again: none of this pipeline is in the store as it stands${
        why === undefined ? "" : ` (${why})`
      }; make them with run`,
    );
  }
  const { count = hits.length, sampleSeed = 0 } = options;
  const nodes = hits.map((hit) => ({ hit, stage: hit.node.stage.spec.name }));
  return sampleNodes(nodes, { count, seed: sampleSeed }).map(({ hit }) => hit);
}

/** Executes nodes side by side as far as the machine goes. */
async function executeAll(
  chosen: readonly Settled[],
  around: Omit<RerunContext, "executor">,
  options: RerunOptions,
): Promise<RerunResult[]> {
  const { signal, kill, onResult, permissions = NO_PERMISSIONS } = options;
  const write = [...permissions.write, around.scratch.directory];
  const opened = await openExecutor(options.executor, {
    permissions: { ...permissions, write },
  });
  const { executor } = opened;
  const context = { ...around, executor };
  using _ = heedStops(options, {
    stop: () => executor.stop(),
    kill: () => executor.kill(),
  });
  const slots = slotsOf(around.machine, around);
  const results = new Map<Settled, RerunResult>();
  const waiting = new Set(chosen);
  const running = new Set<Promise<void>>();
  const start = async (settled: Settled, share: Share) => {
    const result = await rerunNode(settled, context, share);
    slots.release(share);
    results.set(settled, result);
    onResult?.(result);
  };
  try {
    for (;;) {
      for (const settled of waiting) {
        if (signal?.aborted || kill?.aborted) break;
        const { gpu } = around.facts.engine;
        const demand = demandOf(settled.node, { slots, gpu });
        const share = slots.take(demand);
        if (share === undefined) continue;
        waiting.delete(settled);
        const work = start(settled, share).finally(() => running.delete(work));
        running.add(work);
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
  } finally {
    await opened.close();
  }
  return chosen.map((settled) =>
    results.get(settled) ?? resultOf(settled, context, { status: "stopped" })
  );
}
