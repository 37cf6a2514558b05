import { type Graph, type Source, targetOf } from "../../plan/graph.ts";

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
  const isNode = (name: string) => graph.names.has(name);
  const isHere = (name: string) =>
    isNode(name) || targetOf(graph, name) !== undefined;
  const isUnseen = (name: string) => !isHere(name) && !seen.has(name);
  const only = typeof wanted === "function" ? wanted(graph) : wanted;
  const isAll = wanted === only && only.length === 0;
  const isTarget = (name: string) => Object.hasOwn(graph.targets, name);
  // A node is made once; a target may come to be another.
  const left = only.filter((name) => isTarget(name) || !seen.has(name));
  const { open, asked } = graph;
  const namesOf = (sources: readonly Source[]) =>
    sources.map(({ node }) => graph.nodes[node]!.name);
  if (open === undefined) {
    return {
      // What was looked at stays with the run, so that gc leaves it.
      only: isAll ? [] : [...new Set([...left, ...namesOf(asked)])],
      force: force.filter((name) => isNode(name) || isUnseen(name)),
      later: [],
      goesOn: false,
      isDone: !isAll && left.length === 0,
    };
  }
  const goesOn = isAll || wanted !== only ||
    only.some((name) => isTarget(name) || isUnseen(name));
  const here = left.filter(isHere);
  const basis = namesOf(goesOn ? asked : asked.slice(0, -1));
  return {
    only: isAll ? [] : [...new Set([...here, ...basis])],
    force: force.filter(isNode),
    later: [...only, ...force].filter(isUnseen),
    goesOn,
    isDone: !goesOn && here.length === 0,
  };
}
