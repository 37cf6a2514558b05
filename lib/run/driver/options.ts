import type { SharedCacheOptions } from "../../store/remote/shared_cache.ts";
import type { Executor } from "../executors/executor.ts";
import type { ExecutorSettings } from "../executors/executor_settings.ts";
import type { ExecutorName } from "../executors/executors.ts";
import type { Gpus } from "../machine/gpus.ts";
import type { Machine } from "../machine/machine.ts";
import type { RunEvent } from "../observe/events.ts";
import type { BudgetOptions } from "../stop/budget.ts";

/** Where a graph came from, so that a worker process can find its stages. */
export interface PipelineSource {
  /** Absolute path of the pipeline file, TypeScript or YAML. */
  readonly file: string;
  /** Parameters that the graph was built with. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Digests of the results that the graph was built with, in order. */
  readonly answers?: readonly string[];
  /**
   * Absolute paths of modules whose exports hold further stages, such as the
   * catalogue of built-in ones.
   */
  readonly modules?: readonly string[];
  /**
   * Absolute paths of the modules of the user that loading the pipeline ran,
   * in order. Default: the file itself, if it is TypeScript.
   */
  readonly loaded?: readonly string[];
}

/** Modules of the user that loading a pipeline ran, as far as is known. */
export function loadedBy(
  source: PipelineSource | undefined,
): readonly string[] {
  if (source === undefined) return [];
  const { file, loaded } = source;
  return loaded ?? (/\.[cm]?[jt]sx?$/.test(file) ? [file] : []);
}

/** Settings that decide what a run would do. */
export interface PlanOptions {
  /** Needed unless every stage is exported by the module that defines it. */
  readonly source?: PipelineSource;
  /**
   * Absolute folder against which paths in configs resolve. Default: the
   * folder of `source.file`, else the current one.
   */
  readonly directory?: string;
  /** Name of the tensor engine. Default `"auto"`. */
  readonly engine?: string;
  /**
   * Engines, or their arithmetic classes, whose results are taken where there is
   * none of the engine in force; none by default, since they differ in the last
   * digits.
   */
  readonly acceptEngines?: readonly string[];
  /** Whether it is told of which other engines there are results. Default false. */
  readonly tellEngines?: boolean;
  /** Names of nodes to run whatever is recorded. */
  readonly force?: readonly string[];
  /** Names of the targets (or nodes) to make; all targets when empty or absent. */
  readonly only?: readonly string[];
  /** Text that, when changed, makes every node run again. */
  readonly salt?: string;
}

/** Settings of a run. */
export interface RunOptions extends PlanOptions, ExecutorSettings {
  /**
   * Where attempts run, by name: in a pool of processes (default), or in this
   * one; or an executor of your own, which stays open after the run.
   */
  readonly executor?: ExecutorName | Executor;
  /** What it runs on: processors, memory, GPUs and clock. Default: this machine. */
  readonly machine?: Machine;
  /** What the run may use of time or money; no limit by default. */
  readonly budget?: BudgetOptions;
  /** Threads that nodes may use together. Default: all of its machine's. */
  readonly jobs?: number;
  /** GPUs that nodes may use. Default: the first, where the engine uses one. */
  readonly gpus?: Gpus;
  /** Whether nodes that do not hang on a failed one still run. Default true. */
  readonly keepGoing?: boolean;
  /** Cache from which results are taken, and to which they are sent. */
  readonly cache?: SharedCacheOptions;
  /** Aborted to stop: running stages save a checkpoint, the rest is not started. */
  readonly signal?: AbortSignal;
  /** Aborted to stop at once: running stages are killed. */
  readonly kill?: AbortSignal;
  /** Receives every event, in order. */
  readonly onEvent?: (event: RunEvent) => void;
}
