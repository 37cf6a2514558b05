import { random } from "../stats/random.ts";

/**
 * Draws nodes at random, one of each stage before a second of any.
 *
 * @param nodes Nodes by stage
 * @param options `count`: how many, all when there are fewer; `seed`: the same
 * seed draws the same nodes
 * @returns Chosen nodes in the order in which they were given
 *
 * @example
 * ```ts
 * import { sampleNodes } from "./sample.ts";
 *
 * const nodes = ["a", "a", "a", "b"].map((stage, index) => ({ stage, index }));
 * const chosen = sampleNodes(nodes, { count: 2, seed: 1 });
 * console.assert(chosen[1]?.stage === "b");
 * ```
 */
export function sampleNodes<N extends { readonly stage: string }>(
  nodes: readonly N[],
  { count, seed }: { readonly count: number; readonly seed: number },
): N[] {
  const order = random(BigInt(seed), "sample").permutation(nodes.length);
  const groups = new Map<string, number[]>();
  for (const at of order) {
    const { stage } = nodes[at]!;
    const group = groups.get(stage);
    if (group === undefined) groups.set(stage, [at]);
    else group.push(at);
  }
  const rounds = [...groups.values()].flatMap((group) =>
    group.map((at, round) => ({ at, round }))
  ).sort((a, b) => a.round - b.round);
  const chosen = new Set(rounds.slice(0, count).map(({ at }) => at));
  return nodes.filter((_, at) => chosen.has(at));
}
