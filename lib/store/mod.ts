/**
 * The store: blobs by content, finished actions by key, checkpoints, past runs.
 *
 * @module
 */
export type { Commit } from "./actions.ts";
export { Blobs, DamagedBlobError, sha256, type StoredBlob } from "./blobs.ts";
export { CheckpointFiles } from "./checkpoints.ts";
export { collectGarbage, type GcOptions, type GcReport } from "./gc/gc.ts";
export type { LiveRun } from "./live_runs.ts";
export type { Memos, MemoTable } from "./memos.ts";
export type {
  AttemptRecord,
  RunEnd,
  RunRecord,
  Runs,
  RunStart,
} from "./runs.ts";
export { type Pin, Pins } from "./pins.ts";
export { Store } from "./store.ts";
export type { TimingQuery } from "./timings.ts";
export {
  type BadRecord,
  type LostBlob,
  type StoreReport,
  type VerifyProgress,
  verifyStore,
} from "./verify_store.ts";
