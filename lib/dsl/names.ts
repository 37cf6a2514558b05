import type { Targets } from "./pipeline.ts";
import type { Node } from "./stage.ts";
import { wired } from "./wires.ts";

/**
 * Names the nodes below some targets: the stage's name, the labels of the grid
 * points that share the node, and a number where these do not tell nodes
 * apart, such as `"generate.gan[latent=pca,width=8]"` or `"prior.normal#2"`.
 * Changing a config changes no name, so that a node's history stays together.
 *
 * @param targets References whose nodes, and the nodes they read, are named
 * @returns Unique names; inputs come before the nodes that read them
 */
export function nodeNames(targets: Targets): Map<Node, string> {
  const names = new Map<Node, string>();
  const uses = new Map<string, number>();
  const entered = new Set<Node>();
  const stack = Object.values(targets).map((ref) => ref.node).reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (!entered.has(node)) {
      entered.add(node);
      const inputs = Object.values(node.inputs).flatMap(wired).reverse();
      for (const ref of inputs) {
        if (!entered.has(ref.node)) stack.push(ref.node);
      }
      continue;
    }
    stack.pop();
    if (names.has(node)) continue;
    const base = baseName(node);
    const use = (uses.get(base) ?? 0) + 1;
    uses.set(base, use);
    names.set(node, use === 1 ? base : `${base}#${use}`);
  }
  return names;
}

function baseName({ stage, labels }: Node): string {
  const parts = Object.entries(labels).map(([axis, value]) =>
    `${axis}=${value}`
  );
  const { name } = stage.spec;
  return parts.length === 0 ? name : `${name}[${parts.join(",")}]`;
}
