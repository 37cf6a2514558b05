import { PipelineError } from "../../dsl/error.ts";
import type { Planned } from "../../dsl/stage.ts";
import { wired } from "../../dsl/wires.ts";
import type { Graph, GraphNode } from "../../plan/graph.ts";
import type { Plan } from "../../plan/plan.ts";

/**
 * Asks the stages of nodes that are to run whether they cannot work.
 *
 * @throws {PipelineError} with the first sentence of one that cannot
 */
export async function refuseHopeless(
  { graph, nodes }: Plan,
  { directory }: { readonly directory: string },
): Promise<void> {
  for (const { node, status } of nodes) {
    if (status === "hit") continue;
    const { refuse } = node.stage.spec;
    if (refuse === undefined) continue;
    const why = await refuse(plannedOf(node, { graph, directory }));
    if (why === undefined) continue;
    throw new PipelineError(
      "misuse",
      `Cannot run node '${node.name}': ${why}`,
      { node: node.name },
    );
  }
}

function plannedOf(
  { stage, config, inputs }: GraphNode,
  around: { readonly graph: Graph; readonly directory: string },
): Planned {
  return {
    stage,
    config,
    directory: around.directory,
    sources(slot) {
      const input = inputs[slot];
      if (input === undefined) return [];
      return wired(input).map(({ node }) =>
        plannedOf(around.graph.nodes[node]!, around)
      );
    },
  };
}
