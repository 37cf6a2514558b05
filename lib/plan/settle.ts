import type { Kinds } from "../dsl/kind.ts";
import { mapWires, type Wires } from "../dsl/wires.ts";
import type { Data } from "./canonical.ts";
import { type Reason, staleness } from "./cues.ts";
import type { Graph, GraphNode, Source } from "./graph.ts";
import {
  BUILT_IN,
  type InputIdentity,
  type Manifest,
  MANIFEST_SCHEMA,
  manifestKey,
  type ManyIdentity,
} from "./manifest.ts";
import type { History, Outputs } from "./record.ts";

/** What planning needs to know besides the graph and the store. */
export interface PlanFacts {
  /** Code digests of the stages that do not ship with this package, by stage name. */
  readonly codes?: ReadonlyMap<string, string>;
  /** Content digests of the files that configs name: node position, then field. */
  readonly files?: ReadonlyMap<number, Readonly<Record<string, Data>>>;
  /** Arithmetic class of the tensor engine, such as `"onnx/cpu/3"`. */
  readonly numerics: string;
  /**
   * Other classes whose results are taken where there is none of that one, the
   * preferred first.
   */
  readonly accepted?: readonly string[];
  /** Other classes of whose results is told, but which are not taken. */
  readonly told?: readonly string[];
  /** Text that, when changed, makes every node run again. */
  readonly salt?: string;
  /** Names of nodes to run whatever is recorded. */
  readonly force?: ReadonlySet<string>;
  /** Positions of the nodes that are needed; all when absent. */
  readonly needed?: ReadonlySet<number>;
}

/** A node whose inputs are known: its key, and what is recorded for it. */
export interface Settled {
  readonly node: GraphNode;
  /** `hit`: its result is in the store; `run`: it has to run. */
  readonly status: "hit" | "run";
  /** What its result is made from. */
  readonly manifest: Manifest;
  /** Cache key: the digest of the manifest. */
  readonly key: string;
  /** Recorded outputs, of a hit. */
  readonly outputs?: Outputs;
  /** Seconds that the recorded attempt took. */
  readonly recordedSeconds?: number;
  /** Why it has to run; empty for a hit. */
  readonly reasons: readonly Reason[];
  /**
   * Another arithmetic class of which there is a result: taken, of a hit; else
   * told.
   */
  readonly elsewhere?: string;
}

/** What a result would be made from under some arithmetic class. */
interface Keyed {
  readonly node: GraphNode;
  readonly manifest: Manifest;
  readonly key: string;
}

/**
 * Turns nodes whose inputs are known into keys and verdicts. The planner and
 * the runner share it: the runner settles nodes as their inputs finish.
 */
export class Settler {
  readonly #graph: Graph;
  readonly #history: History;
  readonly #facts: PlanFacts;
  readonly #outputs = new Map<number, Outputs>();
  #latest: ReadonlyMap<string, string> | undefined;

  /** Serves the nodes of one graph, which are told as they finish. */
  constructor(graph: Graph, history: History, facts: PlanFacts) {
    this.#graph = graph;
    this.#history = history;
    this.#facts = facts;
  }

  /** Tells what a node's outputs are, so that its dependents can settle. */
  finish(node: GraphNode, outputs: Outputs): void {
    this.#outputs.set(node.index, outputs);
  }

  /** Outputs told by {@linkcode Settler.finish}. */
  outputsOf(index: number): Outputs | undefined {
    return this.#outputs.get(index);
  }

  /** Settles nodes all of whose inputs were told. */
  settle(nodes: readonly GraphNode[]): Settled[] {
    const { accepted = [], told = [], numerics } = this.#facts;
    const keyed = nodes.map((node) => this.#keyed(node, numerics));
    const found = this.#history.find(keyed.map(({ key }) => key));
    const force = this.#facts.force;
    const isHit = ({ node, key }: Keyed) =>
      found.get(key)?.missing.length === 0 && !force?.has(node.name);
    const missed = keyed.filter((entry) => !isHit(entry));
    const open = missed.filter(({ node }) => !force?.has(node.name));
    const others = this.#others(open, [...accepted, ...told]);
    const previous = this.#previous(missed);
    return keyed.map((entry) => {
      const other = others.get(entry.node.index);
      if (other !== undefined && accepted.includes(other.elsewhere)) {
        return other;
      }
      const { node, manifest, key } = entry;
      const record = found.get(key);
      if (isHit(entry)) {
        return {
          node,
          status: "hit",
          manifest,
          key,
          outputs: record!.outputs,
          recordedSeconds: record!.seconds,
          reasons: [],
        };
      }
      const reasons = staleness({
        manifest,
        previous: previous.get(node.name),
        forced: force?.has(node.name) ?? false,
        recorded: record !== undefined,
        missing: record?.missing ?? [],
        modules: (code) => this.#history.modules(code),
      });
      return {
        node,
        status: "run",
        manifest,
        key,
        reasons,
        ...other === undefined ? {} : { elsewhere: other.elsewhere },
      };
    });
  }

  /** Results of other classes, by position of the node: the first that is there. */
  #others(
    missed: readonly Keyed[],
    classes: readonly string[],
  ): ReadonlyMap<number, Settled & { readonly elsewhere: string }> {
    const results = new Map<number, Settled & { readonly elsewhere: string }>();
    const candidates = missed.flatMap(({ node, manifest }) =>
      manifest.numerics === null
        ? []
        : classes.filter((each) => each !== manifest.numerics)
          .map((elsewhere) => ({ ...this.#keyed(node, elsewhere), elsewhere }))
    );
    if (candidates.length === 0) return results;
    const found = this.#history.find(candidates.map(({ key }) => key));
    for (const candidate of candidates) {
      const record = found.get(candidate.key);
      const { index } = candidate.node;
      if (record?.missing.length !== 0 || results.has(index)) continue;
      results.set(index, {
        ...candidate,
        status: "hit",
        outputs: record.outputs,
        recordedSeconds: record.seconds,
        reasons: [],
      });
    }
    return results;
  }

  #keyed(node: GraphNode, numerics: string): Keyed {
    const manifest = this.#manifest(node, numerics);
    return { node, manifest, key: manifestKey(manifest) };
  }

  #previous(
    nodes: readonly { node: GraphNode }[],
  ): ReadonlyMap<string, Manifest> {
    const result = new Map<string, Manifest>();
    if (nodes.length === 0) return result;
    this.#latest ??= this.#history.latest(this.#graph.history);
    const keys = new Map<string, string>();
    for (const { node } of nodes) {
      const key = this.#latest.get(node.name);
      if (key !== undefined) keys.set(node.name, key);
    }
    const manifests = this.#history.manifests([...keys.values()]);
    for (const [name, key] of keys) {
      const manifest = manifests.get(key);
      if (manifest !== undefined) result.set(name, manifest);
    }
    return result;
  }

  #manifest(node: GraphNode, numerics: string): Manifest {
    const { spec } = node.stage;
    const files = this.#facts.files?.get(node.index) ?? {};
    const config = Object.fromEntries(
      Object.entries(node.config).filter(([field]) => !(field in files)),
    );
    return {
      schema: MANIFEST_SCHEMA,
      stage: spec.name,
      version: spec.version,
      code: this.#facts.codes?.get(spec.name) ?? BUILT_IN,
      config,
      files,
      seed: spec.random === true ? this.#graph.seed : null,
      inputs: Object.fromEntries(
        Object.entries(node.inputs).map(([slot, input]) => [
          slot,
          this.#identities(input),
        ]),
      ),
      outputs: Object.fromEntries(
        Object.entries(spec.outputs as Kinds).map(([port, kind]) => [
          port,
          `${kind.name}@${kind.version}`,
        ]),
      ),
      numerics: spec.tensors === true ? numerics : null,
      salt: this.#facts.salt ?? "",
    };
  }

  #identities(input: Wires<Source>): InputIdentity | ManyIdentity {
    const wires = mapWires(input, (source) => this.#identity(source));
    return "one" in wires ? wires.one : wires;
  }

  #identity({ node, port, kind }: Source): InputIdentity {
    const { digest } = this.#outputs.get(node)![port]!;
    return { kind: kind.name, kindVersion: kind.version, digest };
  }
}
