import type { Graph } from "../plan/graph.ts";

/** Names of targets or nodes, or how to find them in a graph. */
export type Wanted =
  | readonly string[]
  | ((graph: Graph) => readonly string[]);

/** What a round makes of what a user asks for by name. */
export interface Selection {
  /** Names to make; all targets when empty. */
  readonly only: readonly string[];
  /** Names of the nodes to run whatever is recorded. */
  readonly force: readonly string[];
  /** Names that a later round may have. */
  readonly later: readonly string[];
  /** Whether rounds after this one may make what was asked for. */
  readonly goesOn: boolean;
  /** Whether earlier rounds made all that was asked for. */
  readonly isDone: boolean;
}

/**
 * Splits names among rounds. While something is open, a name that the graph
 * lacks may come later, and a target may come to be another; a node is made
 * once.
 *
 * @param graph Of this round
 * @param names What the user asks for, and `seen`: what earlier rounds had
 */
export function selectionOf(
  graph: Graph,
  { only: wanted = [], force = [], seen = new Set() }: {
    readonly only?: Wanted;
    readonly force?: readonly string[];
    readonly seen?: ReadonlySet<string>;
  },
): Selection {
  const isTarget = (name: string) => Object.hasOwn(graph.targets, name);
  const isHere = (name: string) => isTarget(name) || graph.names.has(name);
  const isUnseen = (name: string) => !isHere(name) && !seen.has(name);
  const { open } = graph;
  const only = typeof wanted === "function" ? wanted(graph) : wanted;
  if (open === undefined) {
    const left = only.filter((name) => isHere(name) || isUnseen(name));
    return {
      only: left,
      force: force.filter((name) => graph.names.has(name) || isUnseen(name)),
      later: [],
      goesOn: false,
      isDone: only.length > 0 && left.length === 0,
    };
  }
  const isAll = typeof wanted !== "function" && wanted.length === 0;
  const goesOn = isAll || typeof wanted === "function" ||
    only.some((name) => isTarget(name) || isUnseen(name));
  const here = only.filter(isHere);
  const decides = !isAll && goesOn ? [graph.nodes[open.node]!.name] : [];
  return {
    only: [...new Set([...here, ...decides])],
    force: force.filter((name) => graph.names.has(name)),
    later: [...only, ...force].filter(isUnseen),
    goesOn,
    isDone: !goesOn && here.length === 0,
  };
}
