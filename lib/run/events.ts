import type { Progress } from "../dsl/context.ts";
import type { Outputs } from "../plan/record.ts";

/** How a node ended. */
export type NodeStatus = "hit" | "ran" | "failed" | "blocked";

/** How a run ended. */
export type RunStatus = "ok" | "failed" | "interrupted";

/** How one node ended, and why it did. */
export interface NodeResult {
  /** Name of the node. */
  readonly node: string;
  /** Name of the stage. */
  readonly stage: string;
  /** How it ended. */
  readonly status: NodeStatus;
  /** Cache key; absent when an input never came to be. */
  readonly key: string | undefined;
  /** Stored artifacts; empty unless `hit` or `ran`. */
  readonly outputs: Outputs;
  /** Wall-clock seconds of this run's attempt; 0 for hits and blocked nodes. */
  readonly seconds: number;
  /** Why it ran, failed or was blocked: one sentence; empty for hits. */
  readonly reason: string;
  /** File with the attempt's log, of a node that ran or failed. */
  readonly log: string | undefined;
}

/** Everything that happens in a run, in order. */
export type RunEvent =
  | {
    readonly type: "run-started";
    readonly run: string;
    readonly pipeline: string;
    /** Seed that the run works with. */
    readonly seed?: number;
    /** Nodes that the run covers. */
    readonly nodes: number;
    /** Threads that nodes may use together. */
    readonly jobs: number;
  }
  | {
    readonly type: "planned";
    readonly hits: number;
    readonly runs: number;
    readonly pending: number;
  }
  | {
    readonly type: "node-started";
    readonly node: string;
    readonly stage: string;
    readonly key: string;
    readonly attempt: number;
    readonly reason: string;
    /** Whether a checkpoint of an earlier attempt exists. */
    readonly resumes: boolean;
  }
  | {
    readonly type: "node-progress";
    readonly node: string;
    readonly progress: Progress;
    /** Seconds since the node started. */
    readonly elapsed: number;
  }
  | { readonly type: "node-log"; readonly node: string; readonly line: string }
  | ({ readonly type: "node-finished" } & NodeResult)
  | {
    readonly type: "warning";
    readonly node: string | undefined;
    readonly message: string;
  }
  | { readonly type: "stopping"; readonly message: string }
  | ({ readonly type: "run-finished" } & RunTotals);

/** How a run ended, in numbers. */
export interface RunTotals {
  /** How the run ended. */
  readonly status: RunStatus;
  /** Nodes that ran to their end. */
  readonly ran: number;
  /** Nodes whose results were in the store. */
  readonly hits: number;
  /** Nodes that failed. */
  readonly failed: number;
  /** Nodes that could not start, or were interrupted. */
  readonly blocked: number;
  /** Wall-clock time of the run. */
  readonly seconds: number;
}
