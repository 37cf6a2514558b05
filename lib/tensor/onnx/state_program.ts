import type { Replay } from "./replay.ts";
import type { HostTensor, HostTensors } from "./session.ts";

/** What a graph reads and writes besides what it is fed with. */
export interface GraphPorts {
  /** Inputs that read entries of the state, by entry. */
  readonly reads: ReadonlyMap<string, string>;
  /** Outputs that are to be entries of the state, by entry. */
  readonly writes: ReadonlyMap<string, string>;
  /** Outputs that are its results. */
  readonly results: readonly string[];
  /** Inputs that are the same in every run, by their own names. */
  readonly resident: ReadonlyMap<string, string>;
}

/** A graph that runs on a state. One run at a time. */
export interface GraphRunner {
  /**
   * Runs it with feeds by name of input; gives its results.
   *
   * @param into Tensors for results of their names
   */
  run(feeds: HostTensors, into?: HostTensors): Promise<HostTensors>;
}

/** A state that graphs share, wherever they compute. */
export interface StateProgram {
  /** Adds a graph. */
  add(
    graph: Pick<Replay, "session" | "isCaptured">,
    ports: GraphPorts,
  ): GraphRunner;
  /** Copies of entries, in this order. */
  read(names: readonly string[]): HostTensor[];
  /** Sets entries. */
  write(entries: HostTensors): void;
  /** Frees what ONNX Runtime holds; sessions are their owners'. */
  dispose(): void;
}
