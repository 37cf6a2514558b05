import type { GraphNode } from "../../plan/graph.ts";
import { type Prediction, predictor } from "../../plan/predict.ts";
import type { Store } from "../../store/store.ts";
import { hostClass } from "../machine/host.ts";

/**
 * Predicts the time of nodes from runs that the store has recorded on a
 * class of hardware, and for stages with tensors on the same engine.
 *
 * @param nodes What is to run; without any the store is not read
 * @param options `engine`: name of the tensor engine in force; `host`: class of
 * hardware, by default this machine's
 * @returns Predictions by position of the node
 */
export function predictNodes(
  nodes: readonly GraphNode[],
  { store, engine, host = hostClass() }: {
    readonly store: Store;
    readonly engine: string;
    readonly host?: string;
  },
): Map<number, Prediction> {
  const result = new Map<number, Prediction>();
  for (const [{ spec }, members] of Map.groupBy(nodes, ({ stage }) => stage)) {
    const timings = store.timings(spec.name, {
      host,
      ...(spec.tensors === true ? { engine } : {}),
    });
    const predict = predictor(timings, { omit: spec.files ?? [] });
    for (const { index, config } of members) result.set(index, predict(config));
  }
  return result;
}
