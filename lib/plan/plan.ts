import type { Reason } from "./cues.ts";
import type { Graph, GraphNode } from "./graph.ts";
import type { History } from "./record.ts";
import { type PlanFacts, type Settled, Settler } from "./settle.ts";

/** A node that waits for nodes which have to run first. */
export interface Pending {
  readonly node: GraphNode;
  /** `pending`: may turn out a hit if what runs before it gives the same bytes. */
  readonly status: "pending";
  /** What it waits for. */
  readonly reasons: readonly Reason[];
}

/** What a run would do with one node. */
export type PlannedNode = Settled | Pending;

/** What a run would do, in dependency order. */
export interface Plan {
  /** What was planned. */
  readonly graph: Graph;
  /** The needed nodes, inputs before the nodes that read them. */
  readonly nodes: readonly PlannedNode[];
  /** Nodes whose results are in the store. */
  readonly hits: number;
  /** Nodes that certainly run. */
  readonly runs: number;
  /** Nodes that wait for those. */
  readonly pending: number;
}

/**
 * Decides, without running anything, which nodes a run would execute and why.
 * Pure but for the look-ups in `history`, which come in one batch a level.
 *
 * @param graph The graph to plan
 * @param history The store, or any other record of finished actions
 * @param facts Code and file digests, arithmetic class, forced and needed nodes
 */
export function planGraph(
  graph: Graph,
  history: History,
  facts: PlanFacts,
): Plan {
  const settler = new Settler(graph, history, facts);
  return planWith(settler, { graph, needed: facts.needed });
}

/**
 * Plans with a settler that goes on to serve a run.
 *
 * @param settler Told of no outputs yet
 * @param options The settler's graph, and the positions of the needed nodes
 */
export function planWith(
  settler: Settler,
  { graph, needed }: {
    graph: Graph;
    needed: ReadonlySet<number> | undefined;
  },
): Plan {
  const planned = new Map<number, PlannedNode>();
  for (const level of levelsOf(graph, needed)) {
    const ready = level.filter((node) =>
      node.dependencies.every((at) => planned.get(at)?.status === "hit")
    );
    for (const settled of settler.settle(ready)) {
      planned.set(settled.node.index, settled);
      if (settled.status === "hit") {
        settler.finish(settled.node, settled.outputs!);
      }
    }
    for (const node of level) {
      if (!planned.has(node.index)) {
        planned.set(node.index, pendingOf(node, { graph, planned }));
      }
    }
  }
  const nodes = graph.nodes.flatMap((node) => planned.get(node.index) ?? []);
  const count = (status: PlannedNode["status"]) =>
    nodes.filter((node) => node.status === status).length;
  return {
    graph,
    nodes,
    hits: count("hit"),
    runs: count("run"),
    pending: count("pending"),
  };
}

function levelsOf(
  graph: Graph,
  needed: ReadonlySet<number> | undefined,
): GraphNode[][] {
  const depths: number[] = [];
  const levels: GraphNode[][] = [];
  for (const node of graph.nodes) {
    let depth = 0;
    for (const at of node.dependencies) {
      depth = Math.max(depth, depths[at]! + 1);
    }
    depths.push(depth);
    if (needed === undefined || needed.has(node.index)) {
      (levels[depth] ??= []).push(node);
    }
  }
  return levels.filter((level) => level !== undefined);
}

function pendingOf(
  node: GraphNode,
  { graph, planned }: {
    graph: Graph;
    planned: ReadonlyMap<number, PlannedNode>;
  },
): Pending {
  const waits = node.dependencies.filter((at) =>
    planned.get(at)?.status !== "hit"
  ).map((at) => graph.nodes[at]!.name);
  const more = waits.length > 2 ? ` and ${waits.length - 2} more` : "";
  const text = `after ${waits.slice(0, 2).join(", ")}${more}`;
  return { node, status: "pending", reasons: [{ cue: "upstream", text }] };
}
