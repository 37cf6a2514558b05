import { PipelineError } from "../dsl/error.ts";
import type { Labels } from "../dsl/labels.ts";
import type { Targets } from "../dsl/pipeline.ts";
import type { AnyRef, Node, Stage } from "../dsl/stage.ts";
import { mapWires, wired } from "../dsl/wires.ts";
import { canonical, type Data } from "./canonical.ts";
import { checkWires } from "./_wires.ts";

/** A node that stands for all nodes equal to it. */
export interface Merged {
  readonly node: Node;
  readonly config: Readonly<Record<string, Data>>;
}

interface Draft {
  readonly first: Node;
  readonly config: Readonly<Record<string, Data>>;
  labels: Labels;
}

/**
 * Makes equal nodes one node and lists the results in dependency order;
 * `targets` come back rewired to them.
 */
export function mergeNodes(
  targets: Targets,
): { order: readonly Merged[]; targets: Targets } {
  const drafts: Draft[] = [];
  const ids = new Map<Node, number>();
  const byIdentity = new Map<string, number>();
  const stages = new StageIds();
  for (const node of postOrder(targets)) {
    const config = canonicalConfig(node);
    const identity = identityOf(node, { config, ids, stages });
    const known = byIdentity.get(identity);
    if (known === undefined) {
      byIdentity.set(identity, drafts.length);
      ids.set(node, drafts.length);
      drafts.push({ first: node, config, labels: node.labels });
    } else {
      ids.set(node, known);
      const draft = drafts[known]!;
      draft.labels = shared(draft.labels, node.labels);
    }
  }
  const order: Merged[] = [];
  const rewire = (ref: AnyRef): AnyRef => ({
    ...ref,
    node: order[ids.get(ref.node)!]!.node,
  });
  for (const { first, config, labels } of drafts) {
    const inputs = Object.fromEntries(
      Object.entries(first.inputs)
        .map(([slot, input]) => [slot, mapWires(input, rewire)]),
    );
    const node = Object.freeze({ ...first, inputs, labels });
    order.push({ node, config });
  }
  return {
    order,
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, ref]) => [name, rewire(ref)]),
    ),
  };
}

/** Nodes below the targets, inputs first; iterative, since graphs may be deep. */
function postOrder(targets: Targets): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; entered: boolean }[] = Object.values(targets)
    .map((ref) => ({ node: ref.node, entered: false })).reverse();
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (top.entered) {
      order.push(top.node);
      continue;
    }
    if (seen.has(top.node)) continue;
    seen.add(top.node);
    checkWires(top.node);
    stack.push({ node: top.node, entered: true });
    const refs = Object.values(top.node.inputs).flatMap(wired);
    for (const ref of refs.reverse()) {
      if (!seen.has(ref.node)) stack.push({ node: ref.node, entered: false });
    }
  }
  return order;
}

/** Numbers stages by identity and refuses two stages of one name. */
class StageIds {
  readonly #byName = new Map<string, Stage>();

  name(stage: Stage): string {
    const { name } = stage.spec;
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, stage);
    else if (known !== stage) {
      throw new PipelineError(
        "misuse",
        `Cannot build the graph: two stages are named '${name}'; give one of them another name`,
      );
    }
    return name;
  }
}

function canonicalConfig(node: Node): Readonly<Record<string, Data>> {
  try {
    const path = `${node.stage.spec.name} config`;
    return canonical(node.config, path) as Readonly<Record<string, Data>>;
  } catch (cause) {
    throw new PipelineError("misuse", (cause as Error).message, { cause });
  }
}

function identityOf(
  node: Node,
  known: {
    config: Readonly<Record<string, Data>>;
    ids: ReadonlyMap<Node, number>;
    stages: StageIds;
  },
): string {
  const wire = (ref: AnyRef) => [known.ids.get(ref.node), ref.port];
  const inputs = Object.entries(node.inputs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([slot, input]) => [slot, mapWires(input, wire)]);
  return JSON.stringify([known.stages.name(node.stage), known.config, inputs]);
}

function shared(a: Labels, b: Labels): Labels {
  return Object.fromEntries(
    Object.entries(a).filter(([axis, value]) => b[axis] === value),
  );
}
