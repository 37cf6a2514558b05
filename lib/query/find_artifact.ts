import { PipelineError } from "../dsl/error.ts";
import type { Kind } from "../dsl/kind.ts";
import type { ActionRecord, Graph, OutputRecord } from "../plan/mod.ts";
import type { PlanOptions } from "../run/driver/options.ts";
import { planRun } from "../run/driver/plan.ts";
import type { Store } from "../store/mod.ts";
import { findNode, kindOfPort } from "./find_node.ts";

/** A stored artifact, not read yet. */
export interface Artifact {
  /** Name of the node that made it. */
  readonly node: string;
  /** Which of the node's outputs it is. */
  readonly port: string;
  /** Decodes its bytes. */
  readonly kind: Kind;
  /** Digest and size in bytes under which the store holds it. */
  readonly output: OutputRecord;
}

/** A pipeline as it stands, and where its results are. */
export interface StoredPipeline {
  /** As far as the store knows it. */
  readonly graph: Graph;
  /** Where artifacts live. */
  readonly store: Store;
  /** Settings that keys depend on. */
  readonly options: PlanOptions;
}

/** The stored artifacts that a name stands for, and how they were made. */
export interface FoundArtifacts {
  /** Name of the node that made them. */
  readonly node: string;
  /** One for a named output or target, else one an output of the node. */
  readonly artifacts: readonly Artifact[];
  /** When and where the node ran, for how long, and from which inputs. */
  readonly record: ActionRecord;
}

/**
 * Finds the stored artifacts of a target, a node, or `node.output`.
 *
 * @throws {PipelineError} when the name is unknown, or nothing is stored for
 * the pipeline as it stands
 */
export async function findArtifacts(
  { graph, store, options }: StoredPipeline,
  name: string,
): Promise<FoundArtifacts> {
  const { node, port } = findNode(graph, name);
  const plan = await planRun(graph, store, { ...options, only: [node.name] });
  const planned = plan.nodes.find((each) => each.node === node)!;
  const record = planned.status === "hit"
    ? store.action(planned.key)
    : undefined;
  if (record === undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot read '${name}': it is not in the store; make it with run --only '${node.name}'`,
    );
  }
  const ports = port === undefined
    ? Object.keys(node.stage.spec.outputs)
    : [port];
  return {
    node: node.name,
    record,
    artifacts: ports.map((each) => ({
      node: node.name,
      port: each,
      kind: kindOfPort(node, each),
      output: record.outputs[each]!,
    })),
  };
}

/** The decoded value of a stored artifact. */
export function readArtifact(
  store: Store,
  { kind, output }: Artifact,
): unknown {
  return kind.decode(store.blobs.read(output.digest));
}
