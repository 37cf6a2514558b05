/**
 * Runs graphs: plans, executes, reports. The only orchestrator of effects.
 *
 * - `planRun(graph, store, options)` says what would run, and why.
 * - `runGraph(graph, store, options)` runs it and resolves to a summary.
 * - `openRounds(pipeline, params)`, `settleRound(round, store, options)` and
 *   `runRounds(round, store, options)` do so for pipelines that look at results.
 * - `explainNode(graph, store, { ...options, node })` compares manifests.
 * - `rerunNodes(graph, store, options)` executes stored nodes again and compares.
 * - `jsonPrinter`, `linePrinter`, `livePrinter`, `quietPrinter` turn events into output.
 *
 * @module
 */
export type {
  BudgetStop,
  CacheFlow,
  CacheTotals,
  NodeResult,
  NodeStatus,
  RunEvent,
  RunStatus,
  RunTotals,
} from "./events.ts";
export type { BudgetOptions } from "./budget.ts";
export { explainNode, type Explanation } from "./explain.ts";
export type { PipelineSource, PlanOptions, RunOptions } from "./options.ts";
export { planRun } from "./plan.ts";
export { predictNodes } from "./predict.ts";
export { jsonPrinter } from "./print/json.ts";
export { linePrinter } from "./print/line.ts";
export { livePrinter } from "./print/live.ts";
export { type Circumstances, type RerunResult } from "./_rerun_node.ts";
export { rerunNodes, type RerunOptions, type RerunReport } from "./rerun.ts";
export type { OutputDifference } from "./_compare_outputs.ts";
export { quietPrinter } from "./print/quiet.ts";
export type { Printer } from "./print/printer.ts";
export { openRounds, type Round, settleRound, withAnswers } from "./rounds.ts";
export { runGraph } from "./run.ts";
export {
  type RoundsOptions,
  type RoundsSummary,
  runRounds,
} from "./run_rounds.ts";
export { type Selection, selectionOf } from "./selection.ts";
export { type Interrupts, listenForInterrupts } from "./signals.ts";
export { type EngineClass, engineClass, numericsOf } from "./engine_class.ts";
export type { RunSummary } from "./summary.ts";
