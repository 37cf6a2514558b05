import type { Wires } from "../../dsl/wires.ts";
import type { Outputs } from "../../plan/record.ts";
import type { Data } from "../../plan/canonical.ts";

/**
 * One attempt at one node, frozen: everything that an executor needs, and
 * plain data, so that it can travel to another process or machine.
 */
export interface Job {
  /** Identifier of the run. */
  readonly run: string;
  /** Name of the node. */
  readonly node: string;
  /** Name of the stage. */
  readonly stage: string;
  /** Absolute paths of modules whose exports may hold the stage, best first. */
  readonly modules: readonly string[];
  /** Pipeline file, for stages that their module does not export. */
  readonly pipeline:
    | {
      readonly file: string;
      readonly params: Readonly<Record<string, unknown>>;
      /** Digests of what it looks at while it is built, in order. */
      readonly answers?: readonly string[];
    }
    | null;
  /** Absolute paths of modules that ran when the pipeline was loaded, in order. */
  readonly loaded?: readonly string[];
  /** SHA-256 of the project files that the key counts on, by absolute path. */
  readonly sources: Readonly<Record<string, string>>;
  /** Cache key of the node. */
  readonly key: string;
  /** Parsed settings. */
  readonly config: Readonly<Record<string, Data>>;
  /** Digests of the stored artifacts that fill the slots. */
  readonly inputs: Readonly<Record<string, Wires<string>>>;
  /** Decimal. */
  readonly seed: string;
  /** Name to give to `useEngine`. */
  readonly engine: string;
  /** Threads that the attempt may use. */
  readonly threads: number;
  /** Number of the GPU that it has; absent without one. */
  readonly gpu?: number;
  /** Absolute folder against which relative paths in the config resolve. */
  readonly directory: string;
  /** Absolute folder of the store. */
  readonly store: string;
  /**
   * Span of the attempt as a W3C `traceparent`, for spans below it; absent
   * without telemetry.
   */
  readonly trace?: string | undefined;
}

/** How an attempt ended. */
export type Outcome =
  | { readonly status: "done"; readonly outputs: Outputs }
  /** Stopped on request; a later run goes on from the checkpoint, if any. */
  | { readonly status: "stopped" }
  | {
    readonly status: "failed";
    /** One sentence. */
    readonly message: string;
    /** What failed: the stage, the store, or the process around the stage. */
    readonly cause: "stage" | "store" | "process";
    /** For the log. */
    readonly detail: string;
  }
  /** An input was damaged; its node has to run again first. */
  | { readonly status: "damaged"; readonly digest: string };
