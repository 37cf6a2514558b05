import type { Prediction } from "../../plan/predict.ts";
import type { Remote } from "../cache/remote.ts";
import type { Executor } from "../executors/executor.ts";
import type { RunEvent } from "../observe/events.ts";
import type { RunBudget } from "../stop/budget.ts";
import type { GraphContext } from "../driver/graph_context.ts";

/** What the parts of a run work with, from its plan to its end. */
export interface RunContext extends GraphContext {
  /** Identifier of the run. */
  readonly run: string;
  /** Tells whoever listens what happens. */
  readonly emit: (event: RunEvent) => void;
  /** Span of a node's attempt as a W3C `traceparent`, if there is one. */
  readonly traceOf: (node: string) => string | undefined;
  /** Runs the attempts. */
  readonly executor: Executor;
  /** The shared cache, if there is one. */
  readonly remote: Remote | undefined;
  /** What the run may use, if that is limited. */
  readonly budget: RunBudget | undefined;
  /** What nodes are predicted to take, by position. */
  readonly predictions: ReadonlyMap<number, Prediction>;
  /** Whether nodes that do not hang on a failed one still run. */
  readonly keepGoing: boolean;
}
