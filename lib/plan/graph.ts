import type { Kind } from "../dsl/kind.ts";
import type { Labels } from "../dsl/labels.ts";
import { nodeNames } from "../dsl/names.ts";
import type { Built, Pipeline } from "../dsl/pipeline.ts";
import type { AnyRef, Node, Stage } from "../dsl/stage.ts";
import { mapWires, wired, type Wires } from "../dsl/wires.ts";
import type { Data } from "./canonical.ts";
import { mergeNodes } from "./_merge.ts";

/** One output of one node. */
export interface Source {
  /** Position of the node in {@linkcode Graph.nodes}. */
  readonly node: number;
  /** Name of the output. */
  readonly port: string;
  readonly kind: Kind;
}

/** A node of a graph, after equal nodes became one. */
export interface GraphNode {
  /** Position in {@linkcode Graph.nodes}; inputs have smaller ones. */
  readonly index: number;
  /** Unique: stage name and distinguishing labels. */
  readonly name: string;
  readonly stage: Stage;
  /** The parsed config in canonical form. */
  readonly config: Readonly<Record<string, Data>>;
  /** Labels that all grid points around the node share. */
  readonly labels: Labels;
  /** What fills each slot, by name. */
  readonly inputs: Readonly<Record<string, Wires<Source>>>;
  /** Positions of the nodes that this one reads, ascending. */
  readonly dependencies: readonly number[];
  /** Positions of the nodes that read this one, ascending. */
  readonly dependents: readonly number[];
}

/** A pipeline's nodes in dependency order. */
export interface Graph {
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
  /** What the pipeline looks at while it is built, in order. */
  readonly asked: readonly Source[];
  /**
   * The last of those, while it is not known: what it decides is not in the
   * graph yet.
   */
  readonly open: Source | undefined;
  /** What was asked, by the names that it had as a target while it was open. */
  readonly earlier: Readonly<Record<string, Source>>;
}

/** Before the number of a question, among the names of what a graph is for. */
const QUESTION = "\nasked ";

/**
 * Name under which the store keeps the runs of a pipeline with a seed.
 *
 * @param pipeline What the file declares
 * @param seed The pipeline's own, or the one that replaces it
 */
export function historyOf(
  pipeline: Pick<Pipeline, "name" | "seed">,
  seed: number,
): string {
  return seed === pipeline.seed ? pipeline.name : `${pipeline.name}@${seed}`;
}

/**
 * Builds a pipeline's graph: equal nodes (same stage, config and inputs)
 * become one node that keeps the labels they share.
 *
 * @param pipeline What the file declares
 * @param params Parameters as `--set` gives them
 * @param options `seed`: in place of the pipeline's own; `answers`: values of
 * what the pipeline asks for, in order
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
  { seed = pipeline.seed, answers = [] }: {
    readonly seed?: number;
    readonly answers?: readonly unknown[];
  } = {},
): Graph {
  return graphOf(pipeline.build(params, answers), {
    pipeline,
    seed,
    answered: answers.length,
  });
}

/**
 * Turns what a pipeline built into a graph.
 *
 * @param built Targets and questions
 * @param about `answered`: how many of the questions had an answer; `earlier`:
 * names of targets that were questions, with their positions among these
 */
export function graphOf(
  { targets: wanted, asked: all }: Built,
  { pipeline, seed, answered, earlier = {} }: {
    readonly pipeline: Pick<Pipeline, "name" | "seed">;
    readonly seed: number;
    readonly answered: number;
    readonly earlier?: Readonly<Record<string, number>>;
  },
): Graph {
  // What is asked later may change with the first answer that is missing.
  const questions = all.slice(0, answered + 1);
  // Questions come first: later ones change no name of what they rest on.
  const { order, targets: roots } = mergeNodes({
    ...Object.fromEntries(
      questions.map((ref, i) => [`${QUESTION}${i}`, ref]),
    ),
    ...wanted,
  });
  const names = nodeNames(roots);
  const positions = new Map<Node, number>();
  order.forEach(({ node }, index) => positions.set(node, index));
  const locate = ({ node, port, kind }: AnyRef): Source => ({
    node: positions.get(node)!,
    port,
    kind,
  });
  const nodes = order.map(({ node, config }, index) => {
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([slot, input]) => [
        slot,
        mapWires(input, locate),
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
  const sourceOf = (name: string) => locate(roots[name]!);
  const asked = questions.map((_, i) => sourceOf(`${QUESTION}${i}`));
  return {
    pipeline: pipeline.name,
    seed,
    history: historyOf(pipeline, seed),
    nodes,
    names: new Map(nodes.map((node) => [node.name, node])),
    targets: Object.fromEntries(
      Object.keys(wanted).map((name) => [name, sourceOf(name)]),
    ),
    asked,
    open: asked[answered],
    earlier: Object.fromEntries(
      Object.entries(earlier).map(([name, at]) => [name, asked[at]!]),
    ),
  };
}

/** What a name stands for that a target has, or had while it was asked for. */
export function targetOf(
  { targets, earlier }: Graph,
  name: string,
): Source | undefined {
  if (Object.hasOwn(targets, name)) return targets[name];
  return Object.hasOwn(earlier, name) ? earlier[name] : undefined;
}

/** Name of the node that decides what follows, if anything is open. */
export function nameOfOpen({ nodes, open }: Graph): string | undefined {
  return open && nodes[open.node]!.name;
}

function dependenciesOf(inputs: GraphNode["inputs"]): number[] {
  const all = Object.values(inputs).flatMap(wired).map(({ node }) => node);
  return [...new Set(all)].sort((a, b) => a - b);
}
