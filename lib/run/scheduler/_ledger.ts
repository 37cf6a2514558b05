import type { GraphNode } from "../../plan/graph.ts";
import { rangeOf } from "../../plan/cost.ts";
import type { NodeResult } from "../observe/events.ts";
import type { NodeTable } from "./_node_table.ts";
import type { RunContext } from "./run_context.ts";

/** How a node ended; what is not given is as for one that did not start. */
export type NodeEnd =
  & Pick<NodeResult, "status" | "reason">
  & Partial<Omit<NodeResult, "node" | "stage">>;

/** Tells how nodes ended: the table, the settler, the store and listeners. */
export class Ledger {
  readonly #context: RunContext;
  readonly #table: NodeTable;
  readonly #warned = new Set<string>();

  constructor(context: RunContext, table: NodeTable) {
    this.#context = context;
    this.#table = table;
  }

  /** Notes how a node ended. */
  finish(node: GraphNode, end: NodeEnd): void {
    const { predictions, settler, emit } = this.#context;
    const result: NodeResult = {
      node: node.name,
      stage: node.stage.spec.name,
      key: undefined,
      outputs: {},
      seconds: 0,
      log: undefined,
      predicted: end.status === "hit"
        ? undefined
        : rangeOf(predictions.get(node.index)),
      ...end,
    };
    this.#table.set(node.index, { status: "ended", result });
    if (this.#table.isDone(node.index)) settler.finish(node, result.outputs);
    this.#note(result);
    emit({ type: "node-finished", ...result });
  }

  /** Warns once, however often the same is noticed. */
  warn(node: string | undefined, message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#context.emit({ type: "warning", node, message });
  }

  /** Keeps quiet about what was reported already. */
  silence(message: string): void {
    this.#warned.add(message);
  }

  #note(result: NodeResult): void {
    const { store, run } = this.#context;
    const { status } = result;
    if (status === "hit" || !store.writable) return;
    try {
      store.transaction(() => store.runs.attempt({ ...result, status, run }));
    } catch (error) {
      this.warn(result.node, (error as Error).message);
    }
  }
}
