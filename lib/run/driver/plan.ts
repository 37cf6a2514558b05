import type { Graph } from "../../plan/graph.ts";
import { type Plan, planGraph } from "../../plan/plan.ts";
import type { Store } from "../../store/store.ts";
import { gatherFacts } from "../cache/facts.ts";
import type { PlanOptions } from "./options.ts";
import { refuseHopeless } from "./_refuse_hopeless.ts";

/**
 * Says what {@linkcode runGraph} would do with the same options; runs nothing
 * and writes nothing.
 *
 * @param options `refuse`: whether what cannot work is refused as a run refuses
 * it; not by default
 * @throws {PipelineError} when a forced or wanted name does not exist, or a
 * file that a config names cannot be read
 */
export async function planRun(
  graph: Graph,
  store: Store,
  { refuse = false, ...options }: PlanOptions & { readonly refuse?: boolean } =
    {},
): Promise<Plan> {
  const facts = await gatherFacts(graph, store, options);
  const plan = planGraph(graph, store, facts);
  if (refuse) await refuseHopeless(plan, facts);
  return plan;
}
