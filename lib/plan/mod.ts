/**
 * What would run, and why: graphs, cache keys, plans. Pure.
 *
 * @module
 */
export { canonical, type Data } from "./canonical.ts";
export { type Cost, costOf, rangeOf, type TimeRange } from "./cost.ts";
export { type CueFacts, type CueName, type Reason, staleness } from "./cues.ts";
export { type Change, diffData, diffManifests } from "./diff.ts";
export { encodeData } from "./encode.ts";
export {
  buildGraph,
  type Graph,
  type GraphNode,
  graphOf,
  historyOf,
  nameOfOpen,
  type Source,
  targetOf,
} from "./graph.ts";
export {
  BUILT_IN,
  type InputIdentity,
  type Manifest,
  MANIFEST_SCHEMA,
  manifestKey,
  type ManyIdentity,
} from "./manifest.ts";
export { neededFor } from "./needed.ts";
export {
  type Pending,
  type Plan,
  planGraph,
  type PlannedNode,
} from "./plan.ts";
export { changedQuestion } from "./questions.ts";
export { type PlanFacts, type Settled, Settler } from "./settle.ts";
export {
  type Prediction,
  type PredictionMethod,
  predictor,
  type Timing,
  UNKNOWN,
} from "./predict.ts";
export { type Reality, realityOf, type RealityRow } from "./reality.ts";
export type {
  ActionRecord,
  Found,
  History,
  OutputRecord,
  Outputs,
} from "./record.ts";
export { deriveSeed } from "./seed.ts";
export { wallTime, type Work } from "./wall_time.ts";
