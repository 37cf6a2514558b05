import { PipelineError } from "../dsl/error.ts";
import type { Kind, Kinds } from "../dsl/kind.ts";
import { suggestion } from "../dsl/suggest.ts";
import {
  type Graph,
  type GraphNode,
  nameOfOpen,
  targetOf,
} from "../plan/mod.ts";

/** A node, and one of its outputs when the name gave one. */
export interface FoundNode {
  /** The node itself; for a target, the one that makes it. */
  readonly node: GraphNode;
  /** Output that was meant; `undefined` when a whole node was. */
  readonly port: string | undefined;
}

/**
 * Finds what a name on the command line means: a target, a node, or
 * `node.output`.
 *
 * @throws {PipelineError} when nothing has the name
 */
export function findNode(graph: Graph, name: string): FoundNode {
  const node = graph.names.get(name);
  if (node !== undefined) return { node, port: undefined };
  const target = targetOf(graph, name);
  if (target !== undefined) {
    return { node: graph.nodes[target.node]!, port: target.port };
  }
  const dot = name.lastIndexOf(".");
  const owner = dot > 0 ? graph.names.get(name.slice(0, dot)) : undefined;
  if (owner !== undefined) {
    const port = name.slice(dot + 1);
    const ports = Object.keys(owner.stage.spec.outputs);
    if (ports.includes(port)) return { node: owner, port };
    throw new PipelineError(
      "misuse",
      `Cannot find output '${port}' of '${owner.name}'${
        suggestion(port, ports) || `; it has: ${ports.join(", ")}`
      }`,
    );
  }
  const open = nameOfOpen(graph);
  const known = [...graph.names.keys(), ...Object.keys(graph.targets)];
  throw new PipelineError(
    "misuse",
    `Cannot find '${name}' in pipeline '${graph.pipeline}'${
      suggestion(name, known) ||
      `; it has targets ${
        Object.keys(graph.targets).join(", ")
      }, and nodes that 'plan --all' lists`
    }${open === undefined ? "" : `; more follows once '${open}' is made`}`,
  );
}

/** Kind of what a node gives at one of its ports. */
export function kindOfPort({ stage }: GraphNode, port: string): Kind {
  return (stage.spec.outputs as Kinds)[port]!;
}
