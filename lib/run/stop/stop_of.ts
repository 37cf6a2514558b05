import { costOf } from "../../plan/cost.ts";
import type { GraphNode } from "../../plan/graph.ts";
import type { Prediction } from "../../plan/predict.ts";
import type { RunBudget } from "./budget.ts";
import type { BudgetStop, NodeResult } from "../observe/events.ts";

function unknownText(count: number): string {
  return `${count} node${count === 1 ? "" : "s"} of unknown time`;
}

/**
 * How a run stands that its budget ended; undefined when nothing was left.
 *
 * @param nodes What the run was to make
 */
export function stopOf(
  nodes: readonly GraphNode[],
  { results, predictions, budget, jobs, gpus }: {
    readonly results: readonly NodeResult[];
    readonly predictions: ReadonlyMap<number, Prediction>;
    readonly budget: RunBudget;
    readonly jobs: number;
    /** GPUs that stages with tensors share. */
    readonly gpus: number;
  },
): BudgetStop | undefined {
  const blocked = new Set(
    results.flatMap(({ node, status }) => status === "blocked" ? node : []),
  );
  if (blocked.size === 0) return undefined;
  const left = nodes.filter(({ name }) => blocked.has(name));
  const { wall, known, unknown } = costOf(left, { predictions, jobs, gpus });
  const parts = [];
  if (known > 0) {
    parts.push(budget.spell(wall));
  }
  if (unknown > 0) parts.push(unknownText(unknown));
  return {
    by: "budget",
    budget: budget.text,
    remaining: wall,
    unknown,
    text: parts.join(", and "),
  };
}
