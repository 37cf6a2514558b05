import type { TimeLimit } from "./_time_limit.ts";
import type { StagePermissions } from "./worker_flags.ts";

/** What executors that are opened by name are given. */
export interface ExecutorSettings {
  /**
   * What stages in processes of their own may touch besides reading, and
   * writing to the store; nothing by default.
   */
  readonly permissions?: StagePermissions;
  /** The longest time of an attempt in a process of its own; none by default. */
  readonly limit?: TimeLimit;
}
