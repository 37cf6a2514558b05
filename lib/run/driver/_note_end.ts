import type { RunStart } from "../../store/runs.ts";
import type { NodeResult, RunTotals } from "../observe/events.ts";
import type { RunContext } from "../scheduler/run_context.ts";

/** Records how a run ended, and what its nodes are now. */
export function noteEnd(
  { store, graph, machine, emit }: RunContext,
  { start, results, totals }: {
    readonly start: RunStart;
    readonly results: readonly NodeResult[];
    readonly totals: RunTotals;
  },
): void {
  if (!store.writable) return;
  const keys = results.flatMap(({ node, key, status }) =>
    key !== undefined && (status === "hit" || status === "ran")
      ? [[node, key] as const]
      : []
  );
  const before = store.latest(graph.history, keys.map(([node]) => node));
  const changed = keys.filter(([node, key]) => before.get(node) !== key);
  try {
    store.setLatest(graph.history, new Map(changed));
    store.runs.finish(start, {
      ...totals,
      finished: machine.date().toISOString(),
      nodes: keys,
    });
  } catch (error) {
    const { message } = error as Error;
    if (results.some(({ reason }) => reason === message)) return;
    emit({ type: "warning", node: undefined, message });
  }
}
