import type { GraphNode } from "../../plan/graph.ts";
import { type Prediction, rangeOf } from "../../plan/predict.ts";
import type { Settler } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import type { NodeResult, RunEvent } from "../observe/events.ts";

/** How the nodes of a run ended: told to listeners, the store and the settler. */
export class Ledger {
  readonly #settler: Settler;
  readonly #store: Store;
  readonly #run: string;
  readonly #emit: (event: RunEvent) => void;
  readonly #predictions: ReadonlyMap<number, Prediction>;
  readonly #results = new Map<number, NodeResult>();
  readonly #warned = new Set<string>();

  constructor(options: {
    settler: Settler;
    store: Store;
    /** Identifier of the run. */
    run: string;
    emit: (event: RunEvent) => void;
    /** What nodes were predicted to take, by position. */
    predictions: ReadonlyMap<number, Prediction>;
  }) {
    this.#settler = options.settler;
    this.#store = options.store;
    this.#run = options.run;
    this.#emit = options.emit;
    this.#predictions = options.predictions;
  }

  /** How a node ended, if it did. */
  get(index: number): NodeResult | undefined {
    return this.#results.get(index);
  }

  /** Whether a node's artifacts are there. */
  isDone(index: number): boolean {
    const status = this.#results.get(index)?.status;
    return status === "hit" || status === "ran";
  }

  /** Takes a node's end back: it has to run again. */
  reopen(index: number): void {
    this.#results.delete(index);
  }

  /** Notes how a node ended. */
  finish(
    node: GraphNode,
    end:
      & Pick<NodeResult, "status" | "reason">
      & Partial<Omit<NodeResult, "node" | "stage">>,
  ): void {
    const result: NodeResult = {
      node: node.name,
      stage: node.stage.spec.name,
      key: undefined,
      outputs: {},
      seconds: 0,
      log: undefined,
      predicted: end.status === "hit"
        ? undefined
        : rangeOf(this.#predictions.get(node.index)),
      ...end,
    };
    this.#results.set(node.index, result);
    if (this.isDone(node.index)) this.#settler.finish(node, result.outputs);
    this.#note(result);
    this.#emit({ type: "node-finished", ...result });
  }

  /** Warns once, however often the same is noticed. */
  warn(node: string | undefined, message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#emit({ type: "warning", node, message });
  }

  /** Keeps quiet about what was reported already. */
  silence(message: string): void {
    this.#warned.add(message);
  }

  #note(result: NodeResult): void {
    const { status } = result;
    if (status === "hit" || !this.#store.writable) return;
    try {
      this.#store.transaction(() =>
        this.#store.runs.attempt({ ...result, status, run: this.#run })
      );
    } catch (error) {
      this.warn(result.node, (error as Error).message);
    }
  }
}
