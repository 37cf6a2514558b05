import type { Graph } from "../../plan/graph.ts";
import { Settler } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import { type Facts, gatherFacts } from "../cache/facts.ts";
import { runsInDriver } from "../executors/executors.ts";
import { gpusFor } from "../machine/gpus.ts";
import { type Machine, thisMachine } from "../machine/machine.ts";
import type { PipelineSource, RunOptions } from "./options.ts";

/** A graph, and all around it that attempts at its nodes are made from. */
export interface GraphContext {
  /** What is run. */
  readonly graph: Graph;
  /** Where artifacts live. */
  readonly store: Store;
  /** Where the graph came from, for processes that have to find its stages. */
  readonly source: PipelineSource | undefined;
  /** What keys depend on outside of the store. */
  readonly facts: Facts;
  /** Knows keys and outputs, as far as they are settled. */
  readonly settler: Settler;
  /** What there is to run on. */
  readonly machine: Machine;
  /** Threads that attempts may use together. */
  readonly jobs: number;
  /** Numbers of GPUs that nodes may use. */
  readonly gpus: readonly number[];
}

/**
 * Reads what attempts at a graph's nodes depend on.
 *
 * @throws {PipelineError} when a name does not exist, a configured file cannot
 * be read, or there is no such engine or GPU
 */
export async function openGraphContext(
  graph: Graph,
  store: Store,
  options: RunOptions,
): Promise<GraphContext> {
  const { machine = thisMachine(), source, executor } = options;
  const facts = await gatherFacts(graph, store, options);
  const gpus = gpusFor(facts.engine, options.gpus, machine.driver);
  return {
    graph,
    store,
    source,
    facts,
    settler: new Settler(graph, store, facts),
    machine,
    jobs: Math.max(1, options.jobs ?? machine.processors),
    // In one process all stages share one engine, and it computes on one card.
    gpus: runsInDriver(executor) ? gpus.slice(0, 1) : gpus,
  };
}
