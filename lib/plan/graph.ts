import type { Kind } from "../dsl/kind.ts";
import type { Labels } from "../dsl/labels.ts";
import { nodeNames } from "../dsl/names.ts";
import type { Pipeline } from "../dsl/pipeline.ts";
import type { Node, Stage } from "../dsl/stage.ts";
import type { Data } from "./canonical.ts";
import { isRef, mergeNodes } from "./_merge.ts";

/** One output of one node. */
export interface Source {
  /** Position of the node in {@linkcode Graph.nodes}. */
  readonly node: number;
  /** Name of the output. */
  readonly port: string;
  /** Kind of the artifact. */
  readonly kind: Kind;
}

/** What fills a slot: one source, or sources by label in the user's order. */
export type GraphInput =
  | Source
  | { readonly many: readonly (readonly [label: string, source: Source])[] };

/** A node of a graph, after equal nodes became one. */
export interface GraphNode {
  /** Position in {@linkcode Graph.nodes}; inputs have smaller ones. */
  readonly index: number;
  /** Unique: stage name and distinguishing labels. */
  readonly name: string;
  /** The stage that the node uses. */
  readonly stage: Stage;
  /** The parsed config in canonical form. */
  readonly config: Readonly<Record<string, Data>>;
  /** Labels that all grid points around the node share. */
  readonly labels: Labels;
  /** What fills each slot, by name. */
  readonly inputs: Readonly<Record<string, GraphInput>>;
  /** Positions of the nodes that this one reads, ascending. */
  readonly dependencies: readonly number[];
  /** Positions of the nodes that read this one, ascending. */
  readonly dependents: readonly number[];
}

/** A pipeline's nodes in dependency order. */
export interface Graph {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** Seed of the pipeline, or the one that replaces it. */
  readonly seed: number;
  /**
   * Name under which the store keeps runs, and what each node used last: the
   * pipeline's, and `name@seed` with another seed than its own, so that
   * replications neither pass for changes of one another nor crowd each other
   * out of what gc keeps.
   */
  readonly history: string;
  /** All nodes, inputs before the nodes that read them. */
  readonly nodes: readonly GraphNode[];
  /** The nodes by name. */
  readonly names: ReadonlyMap<string, GraphNode>;
  /** The artifacts that the pipeline is run for, by name. */
  readonly targets: Readonly<Record<string, Source>>;
}

/**
 * Builds a pipeline's graph: equal nodes (same stage, config and inputs)
 * become one node that keeps the labels they share.
 *
 * @param pipeline What the file declares
 * @param params Parameters as `--set` gives them
 * @param options `seed`: in place of the pipeline's own
 * @throws {PipelineError} when parameters do not parse, a wire does not fit
 * its slot, or two stages share a name
 *
 * @example
 * ```ts
 * import { definePipeline } from "../dsl/pipeline.ts";
 * import { buildGraph } from "./graph.ts";
 *
 * const graph = buildGraph(definePipeline({ name: "empty", targets: {} }));
 * console.assert(graph.nodes.length === 0);
 * ```
 */
export function buildGraph(
  pipeline: Pipeline,
  params: Readonly<Record<string, unknown>> = {},
  { seed = pipeline.seed }: { readonly seed?: number } = {},
): Graph {
  const { order, targets } = mergeNodes(pipeline.build(params));
  const names = nodeNames(targets);
  const positions = new Map<Node, number>();
  order.forEach(({ node }, index) => positions.set(node, index));
  const nodes = order.map(({ node, config }, index) => {
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([slot, input]) => [
        slot,
        locate(input, positions),
      ]),
    );
    return {
      index,
      name: names.get(node)!,
      stage: node.stage,
      config,
      labels: node.labels,
      inputs,
      dependencies: dependenciesOf(inputs),
      dependents: [] as number[],
    };
  });
  for (const node of nodes) {
    for (const at of node.dependencies) nodes[at]!.dependents.push(node.index);
  }
  return {
    pipeline: pipeline.name,
    seed,
    history: seed === pipeline.seed
      ? pipeline.name
      : `${pipeline.name}@${seed}`,
    nodes,
    names: new Map(nodes.map((node) => [node.name, node])),
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, ref]) => [
        name,
        locate(ref, positions) as Source,
      ]),
    ),
  };
}

/** Sources of an input, whatever its form. */
export function sourcesOf(input: GraphInput): readonly Source[] {
  return "many" in input ? input.many.map(([, source]) => source) : [input];
}

function locate(
  input: Node["inputs"][string],
  positions: ReadonlyMap<Node, number>,
): GraphInput {
  if (isRef(input)) {
    const { node, port, kind } = input;
    return { node: positions.get(node)!, port, kind };
  }
  return {
    many: Object.entries(input).map(([label, ref]) =>
      [label, locate(ref, positions) as Source] as const
    ),
  };
}

function dependenciesOf(
  inputs: Readonly<Record<string, GraphInput>>,
): number[] {
  const all = Object.values(inputs).flatMap((input) =>
    sourcesOf(input).map((source) => source.node)
  );
  return [...new Set(all)].sort((a, b) => a - b);
}
