import type { GraphNode } from "../../plan/graph.ts";
import type { Settled } from "../../plan/settle.ts";
import type { NodeResult } from "../observe/events.ts";
import type { Ended } from "./_start_attempt.ts";

/** Where a node of a run stands. */
export type NodeState =
  /** An input of it is not there yet. */
  | { readonly status: "open" }
  /** A shared cache is asked for its result. */
  | { readonly status: "looked-up" }
  /** It waits for a share of the machine. */
  | { readonly status: "ready"; readonly settled: Settled }
  /** It waits for a running node of the same key. */
  | { readonly status: "twin"; readonly settled: Settled }
  | {
    readonly status: "running";
    readonly settled: Settled;
    readonly ended: Promise<Ended>;
  }
  | { readonly status: "ended"; readonly result: NodeResult };

interface Row {
  state: NodeState;
  /** Attempts of this run that ended without a result of any kind. */
  retries: number;
  /** How many of its inputs, from the first, are known to be there. */
  inputs: number;
}

/**
 * The states of a run's nodes, by position. States that are looked through at
 * every turn are also kept by themselves, since a run may have 100,000 nodes.
 */
export class NodeTable {
  readonly #rows = new Map<number, Row>();
  readonly #ready = new Map<number, Settled>();
  readonly #twins = new Map<number, Settled>();
  /** Attempts under way, by key: no two have the same. */
  readonly #running = new Map<string, Promise<Ended>>();

  /** Nodes that wait for a share of the machine, first come first served. */
  get ready(): Iterable<Settled> {
    return this.#ready.values();
  }

  /** Attempts under way. */
  get running(): readonly Promise<Ended>[] {
    return [...this.#running.values()];
  }

  /** Whether a node of this key runs. */
  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Nodes that wait for a running one of this key. */
  twinsOf(key: string): Settled[] {
    return [...this.#twins.values()].filter((twin) => twin.key === key);
  }

  /** Where a node stands. */
  status(index: number): NodeState["status"] {
    return this.#rows.get(index)?.state.status ?? "open";
  }

  /** How a node ended, if it did. */
  result(index: number): NodeResult | undefined {
    const state = this.#rows.get(index)?.state;
    return state?.status === "ended" ? state.result : undefined;
  }

  /** Whether a node's artifacts are there. */
  isDone(index: number): boolean {
    const status = this.result(index)?.status;
    return status === "hit" || status === "ran";
  }

  /** Whether a node's inputs are there; goes on where it stopped last time. */
  hasInputs({ index, dependencies }: GraphNode): boolean {
    const row = this.#row(index);
    while (
      row.inputs < dependencies.length &&
      this.isDone(dependencies[row.inputs]!)
    ) row.inputs++;
    return row.inputs === dependencies.length;
  }

  /** Puts a node into another state. */
  set(index: number, state: NodeState): void {
    const row = this.#row(index);
    this.#leave(index, row.state);
    row.state = state;
    switch (state.status) {
      case "ready":
        this.#ready.set(index, state.settled);
        break;
      case "twin":
        this.#twins.set(index, state.settled);
        break;
      case "running":
        this.#running.set(state.settled.key, state.ended);
        break;
      case "open":
      case "looked-up":
      case "ended":
        break;
      default:
        state satisfies never;
    }
  }

  /** Takes a node's end back: it has to run again, and others to wait for it. */
  reopen(index: number): void {
    this.set(index, { status: "open" });
    for (const row of this.#rows.values()) row.inputs = 0;
  }

  /** Attempts of this run at a node that ended without a result of any kind. */
  retries(index: number): number {
    return this.#rows.get(index)?.retries ?? 0;
  }

  /** Counts an attempt that ended without a result of any kind. */
  countRetry(index: number): number {
    return ++this.#row(index).retries;
  }

  #leave(index: number, state: NodeState): void {
    if (state.status === "ready") this.#ready.delete(index);
    if (state.status === "twin") this.#twins.delete(index);
    if (state.status === "running") this.#running.delete(state.settled.key);
  }

  #row(index: number): Row {
    const known = this.#rows.get(index);
    if (known !== undefined) return known;
    const row: Row = { state: { status: "open" }, retries: 0, inputs: 0 };
    this.#rows.set(index, row);
    return row;
  }
}
