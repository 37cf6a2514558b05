import type { Progress } from "../../dsl/context.ts";
import type { CueName } from "../../plan/cues.ts";
import type { TimeRange } from "../../plan/cost.ts";
import type { Reality } from "../../plan/reality.ts";
import type { Outputs } from "../../plan/record.ts";

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
  /**
   * Why it ran, failed or was blocked: one sentence; for hits `"from the
   * cache"` when a shared cache had it, empty otherwise.
   */
  readonly reason: string;
  /** File with the attempt's log, of a node that ran or failed. */
  readonly log: string | undefined;
  /** What it was predicted to take before; absent when unknown or resumed. */
  readonly predicted?: TimeRange | undefined;
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
    /** 1 for the first attempt at this key. */
    readonly attempt: number;
    /** Why it runs: one phrase, which may quote settings. */
    readonly reason: string;
    /** Why it runs, as names: free of values. */
    readonly cues: readonly CueName[];
    /** Absolute path of the attempt's log; it appears with the first line. */
    readonly log: string;
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
  | {
    readonly type: "node-checkpoint";
    readonly node: string;
    /** Size of the saved state. */
    readonly bytes: number;
  }
  | { readonly type: "node-log"; readonly node: string; readonly line: string }
  /** A line of the log that is to be shown. */
  | { readonly type: "node-told"; readonly node: string; readonly line: string }
  | ({
    readonly type: "node-finished";
    /** Whether an earlier round told of it already. */
    readonly again?: boolean;
  } & NodeResult)
  | {
    /** Before each round of a pipeline that looks at results. */
    readonly type: "round";
    /** From 1. */
    readonly round: number;
    /** Names of the nodes whose results the pipeline looked at. */
    readonly known: readonly string[];
    /** Name of the node that decides what follows, if anything is open. */
    readonly open: string | undefined;
  }
  | {
    readonly type: "warning";
    readonly node: string | undefined;
    readonly message: string;
  }
  | {
    readonly type: "cache-progress";
    /** Seconds since the run started. */
    readonly elapsed: number;
    /** Nodes looked up in the shared cache, and what came in. */
    readonly lookups: CacheFlow;
    /** Results sent to the shared cache, and what went out. */
    readonly uploads: CacheFlow;
  }
  | { readonly type: "stopping"; readonly message: string }
  | ({ readonly type: "run-finished" } & RunTotals);

/** How far a run is with its shared cache, in one direction. */
export interface CacheFlow {
  /** Nodes dealt with. */
  readonly done: number;
  /** Nodes dealt with or waiting. */
  readonly total: number;
  /** Bytes so far. */
  readonly bytes: number;
  /** Bytes a second, while any were under way. */
  readonly rate: number;
}

/** What a run had of its shared cache. */
export interface CacheTotals {
  /** Nodes whose results came from it. */
  readonly hits: number;
  /** Results that were sent to it, or that it had already. */
  readonly sent: number;
  /** Bytes that came in. */
  readonly bytesIn: number;
  /** Seconds during which anything came in. */
  readonly secondsIn: number;
  /** Bytes that went out. */
  readonly bytesOut: number;
  /** Seconds during which anything went out. */
  readonly secondsOut: number;
  /** Requests that were tried again. */
  readonly retries: number;
}

/** How a run ended, in numbers. */
export interface RunTotals {
  /** How the run ended. */
  readonly status: RunStatus;
  /** Nodes that ran to their end. */
  readonly ran: number;
  /** Nodes whose results were in the store, or in the shared cache. */
  readonly hits: number;
  /** Nodes that failed. */
  readonly failed: number;
  /** Nodes that could not start, or were interrupted. */
  readonly blocked: number;
  /** Wall-clock time of the run. */
  readonly seconds: number;
  /** What the run had of its shared cache, if it used one. */
  readonly cache?: CacheTotals;
  /** Prediction against reality, when there were predictions. */
  readonly reality?: Reality;
  /** Present when the budget ended the run. */
  readonly stopped?: BudgetStop;
  /** How many rounds it took, of a pipeline that looks at results. */
  readonly rounds?: number;
  /** Name of the node that decides what follows, when the run ended before. */
  readonly open?: string;
}

/** How a run stands that its budget ended. */
export interface BudgetStop {
  /** What ended it. */
  readonly by: "budget";
  /** The budget as it was given. */
  readonly budget: string;
  /** Wall-clock time predicted for what is left, at most; unknown nodes not counted. */
  readonly remaining: TimeRange;
  /** Nodes of unknown time among what is left. */
  readonly unknown: number;
  /** The remaining time, in words, and money when the budget is money. */
  readonly text: string;
}
