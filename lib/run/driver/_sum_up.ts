import type { Graph } from "../../plan/graph.ts";
import type { OutputRecord } from "../../plan/record.ts";
import type { NodeResult, RunTotals } from "../observe/events.ts";

type NodeStatusCount = "ran" | "hits" | "failed" | "blocked";

/** A run in numbers. */
export function totalsOf(
  results: readonly NodeResult[],
  { interrupted, ...end }: Omit<RunTotals, "status" | NodeStatusCount> & {
    interrupted: boolean;
  },
): RunTotals {
  const count = (status: NodeResult["status"]) =>
    results.filter((result) => result.status === status).length;
  const failed = count("failed");
  const blocked = count("blocked");
  const stopped = interrupted && blocked > 0;
  return {
    status: stopped ? "interrupted" : failed > 0 ? "failed" : "ok",
    ran: count("ran"),
    hits: count("hit"),
    failed,
    blocked,
    ...end,
  };
}

/** Artifacts of the targets that came to be, by target name. */
export function targetsOf(
  graph: Graph,
  results: readonly NodeResult[],
): Record<string, OutputRecord> {
  const byName = new Map(results.map((result) => [result.node, result]));
  return Object.fromEntries(
    Object.entries(graph.targets).flatMap(([target, { node, port }]) => {
      const output = byName.get(graph.nodes[node]!.name)?.outputs[port];
      return output === undefined ? [] : [[target, output]];
    }),
  );
}
