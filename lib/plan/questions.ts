import type { AnyRef } from "../dsl/stage.ts";
import { mergeNodes } from "./_merge.ts";

/**
 * Position of the first question that a pipeline asks otherwise than before;
 * `undefined` when it asks all of them again. References to equal outputs of
 * equal nodes are the same question.
 *
 * @param before What was asked, in order
 * @param now What is asked after the same answers; more may follow
 */
export function changedQuestion(
  before: readonly AnyRef[],
  now: readonly AnyRef[],
): number | undefined {
  if (now.length < before.length) return now.length;
  const pairs = before.map((ref, i) => [ref, now[i]!] as const);
  const { targets } = mergeNodes(
    Object.fromEntries(
      pairs.flatMap(([old, ref], i) => [[`old ${i}`, old], [`new ${i}`, ref]]),
    ),
  );
  const found = pairs.findIndex((_, i) => {
    const [old, ref] = [targets[`old ${i}`]!, targets[`new ${i}`]!];
    return old.node !== ref.node || old.port !== ref.port;
  });
  return found < 0 ? undefined : found;
}
