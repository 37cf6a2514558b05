import type { Graph } from "./graph.ts";

/**
 * Positions of the nodes that some targets or nodes need.
 *
 * @param graph The graph
 * @param indices Positions of the wanted nodes
 */
export function neededFor(
  graph: Graph,
  indices: Iterable<number>,
): Set<number> {
  const needed = new Set<number>();
  const stack = [...indices];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (needed.has(at)) continue;
    needed.add(at);
    for (const input of graph.nodes[at]!.dependencies) stack.push(input);
  }
  return needed;
}
