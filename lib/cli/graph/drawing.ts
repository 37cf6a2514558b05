import { wired } from "../../dsl/wires.ts";
import type { Graph, GraphNode } from "../../plan/mod.ts";

/** A graph as it is drawn: boxes and arrows between them. */
export interface Drawing {
  /** In the order in which the graph's nodes first need them. */
  readonly boxes: readonly Box[];
  /** One for all artifacts that go from one box to the same slot of another. */
  readonly arrows: readonly Arrow[];
}

/** A node, or nodes of one stage at several points of the same grids. */
export interface Box {
  /** Unique within the drawing, `"n0"`, `"n1"` and so on. */
  readonly id: string;
  /** Text inside, one line each: the stage, then its labels or axes. */
  readonly lines: readonly string[];
  /** Whether the pipeline is run for one of its artifacts. */
  readonly isTarget: boolean;
}

/** Artifacts that go from one box to another. */
export interface Arrow {
  /** `id` of the box that makes them. */
  readonly from: string;
  /** `id` of the box that reads them. */
  readonly to: string;
  /** Name of the slot that they fill. */
  readonly label: string;
}

/**
 * Lays out what is to be drawn.
 *
 * @param options With `full`, every node is a box of its own; otherwise nodes
 * of one stage with the same axes share one
 */
export function drawingOf(
  graph: Graph,
  options: { readonly full: boolean },
): Drawing {
  const groups = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    const key = options.full ? node.name : groupOf(node);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  const targets = new Set(
    Object.values(graph.targets).map(({ node }) => node),
  );
  const ids = new Map<number, string>();
  const boxes = [...groups.values()].map((nodes, i): Box => {
    const id = `n${i}`;
    for (const node of nodes) ids.set(node.index, id);
    return {
      id,
      lines: linesOf(nodes, options),
      isTarget: nodes.some(({ index }) => targets.has(index)),
    };
  });
  const arrows = new Map<string, Arrow>();
  for (const node of graph.nodes) {
    const to = ids.get(node.index)!;
    for (const [slot, input] of Object.entries(node.inputs)) {
      for (const source of wired(input)) {
        const from = ids.get(source.node)!;
        arrows.set(`${from} ${to} ${slot}`, { from, to, label: slot });
      }
    }
  }
  return { boxes, arrows: [...arrows.values()] };
}

function groupOf({ stage, labels }: GraphNode): string {
  return [stage.spec.name, ...Object.keys(labels).sort()].join(" ");
}

function linesOf(
  nodes: readonly GraphNode[],
  { full }: { readonly full: boolean },
): string[] {
  const [first] = nodes;
  const { name } = first!.stage.spec;
  if (full) {
    const labels = Object.entries(first!.labels).map(([axis, value]) =>
      `${axis}=${value}`
    );
    return [name, ...labels.length > 0 ? [labels.join(", ")] : []];
  }
  const axes = Object.keys(first!.labels);
  const count = nodes.length > 1 ? ` × ${nodes.length}` : "";
  return [
    `${name}${count}`,
    ...axes.length > 0 ? [`by ${axes.join(", ")}`] : [],
  ];
}
