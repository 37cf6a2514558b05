import type { Progress } from "../../dsl/context.ts";
import type { Stage } from "../../dsl/stage.ts";
import type { Job, Outcome } from "../attempt/job.ts";

/** What an executor reports while an attempt runs. */
export interface JobHooks {
  /** Receives progress. */
  readonly progress: (progress: Progress) => void;
  /** Receives the size of every checkpoint, after it was saved. */
  readonly checkpoint: (bytes: number) => void;
  /**
   * Receives every line that the attempt writes, wherever it writes it, and
   * whether it is to be shown.
   */
  readonly log: (line: string, isTold?: boolean) => void;
}

/**
 * A way to run attempts: in this process, in processes of this machine, or
 * anywhere that can read the store.
 */
export interface Executor {
  /**
   * Whether attempts run in the process of the driver: then they share its
   * tensor engine, which computes on one GPU. Default false.
   */
  readonly inDriver?: boolean;
  /** Runs one attempt to its end; never rejects. */
  run(job: Job, stage: Stage, hooks: JobHooks): Promise<Outcome>;
  /** Asks all running attempts to save a checkpoint and end. */
  stop(): void;
  /** Ends all running attempts at once. */
  kill(): void;
  /** Releases everything; no attempt may be running. */
  close(): Promise<void>;
}
