import type { Graph } from "../plan/graph.ts";
import { type Plan, planGraph } from "../plan/plan.ts";
import type { Store } from "../store/store.ts";
import { gatherFacts } from "./facts.ts";
import type { PlanOptions } from "./options.ts";

/**
 * Says what {@linkcode runGraph} would do with the same options; runs nothing
 * and writes nothing.
 *
 * @throws {PipelineError} when a forced or wanted name does not exist, or a
 * file that a config names cannot be read
 */
export async function planRun(
  graph: Graph,
  store: Store,
  options: PlanOptions = {},
): Promise<Plan> {
  return planGraph(graph, store, await gatherFacts(graph, store, options));
}
