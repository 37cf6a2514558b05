import { PipelineError } from "../dsl/error.ts";
import { type Change, diffManifests } from "../plan/diff.ts";
import type { Graph } from "../plan/graph.ts";
import type { Manifest } from "../plan/manifest.ts";
import type { PlannedNode } from "../plan/plan.ts";
import type { PlanOptions } from "../run/driver/options.ts";
import { planRun } from "../run/driver/plan.ts";
import type { Store } from "../store/store.ts";

/** A node's manifest beside that of its last result. */
export interface Explanation {
  /** What a run would do with the node, and why. */
  readonly planned: PlannedNode;
  /** Absent while an input is not known. */
  readonly manifest: Manifest | undefined;
  /** Cache key; absent while an input is not known. */
  readonly key: string | undefined;
  /** Key of this node's last result in this pipeline, if any. */
  readonly previousKey: string | undefined;
  /** Manifest of the last result. */
  readonly previous: Manifest | undefined;
  /** Leaves in which the two differ; empty when either is absent. */
  readonly changes: readonly Change[];
}

/**
 * Explains one node: its manifest, and every leaf that changed since its last
 * result.
 *
 * @throws {PipelineError} when the pipeline has no such node
 */
export async function explainNode(
  graph: Graph,
  store: Store,
  options: PlanOptions & { readonly node: string },
): Promise<Explanation> {
  if (!graph.names.has(options.node)) {
    throw new PipelineError(
      "misuse",
      `Cannot explain '${options.node}': pipeline '${graph.pipeline}' has no such node`,
    );
  }
  const only = [options.node];
  const plan = await planRun(graph, store, { ...options, only });
  const planned = plan.nodes.find(({ node }) => node.name === options.node)!;
  const settled = planned.status === "pending" ? undefined : planned;
  const previousKey = store.latest(graph.history).get(options.node);
  const previous = previousKey === undefined
    ? undefined
    : store.manifests([previousKey]).get(previousKey);
  return {
    planned,
    manifest: settled?.manifest,
    key: settled?.key,
    previousKey,
    previous,
    changes: settled !== undefined && previous !== undefined
      ? diffManifests(previous, settled.manifest)
      : [],
  };
}
