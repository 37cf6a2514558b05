import { PipelineError } from "../../dsl/error.ts";
import type { Executor } from "./executor.ts";
import type { ExecutorSettings } from "./executor_settings.ts";

interface Entry {
  /** See {@linkcode Executor.inDriver}. */
  readonly inDriver: boolean;
  readonly open: (settings: ExecutorSettings) => Promise<Executor>;
}

/**
 * Executors by the name that `--executor` takes: a new one is a file, and a
 * line here. They are loaded when they are opened, since whoever starts the
 * command line reads this list too.
 */
export const EXECUTORS = {
  process: {
    inDriver: false,
    open: async (settings) =>
      new (await import("./_process.ts")).ProcessExecutor(settings),
  },
  inline: {
    inDriver: true,
    open: async (settings) =>
      new (await import("./_inline.ts")).InlineExecutor(settings),
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** Name of an executor. */
export type ExecutorName = keyof typeof EXECUTORS;

/** Every name. */
export const EXECUTOR_NAMES = Object.keys(EXECUTORS) as ExecutorName[];

/** What attempts run in where nothing else is asked for. */
export const DEFAULT_EXECUTOR: ExecutorName = "process";

/** Whether attempts run in the driver's own process; not those of no executor. */
export function runsInDriver(
  choice: string | Executor = DEFAULT_EXECUTOR,
): boolean {
  if (typeof choice === "object") return choice.inDriver ?? false;
  return isExecutorName(choice) && EXECUTORS[choice].inDriver;
}

/** An executor that is in use. */
export interface OpenExecutor {
  /** Runs the attempts. */
  readonly executor: Executor;
  /** Releases what was opened by name; an executor of the caller stays open. */
  close(): Promise<void>;
}

/**
 * Opens an executor by its name, or takes one of the caller's own.
 *
 * @throws {PipelineError} when there is none of this name, or it cannot do
 * what the settings ask for
 */
export async function openExecutor(
  choice: ExecutorName | Executor = DEFAULT_EXECUTOR,
  settings: ExecutorSettings = {},
): Promise<OpenExecutor> {
  if (typeof choice === "object") {
    if (settings.limit !== undefined) {
      throw new PipelineError(
        "misuse",
        "Cannot limit the time of attempts in an executor of your own: leave out 'limit', and let it end them itself",
      );
    }
    return { executor: choice, close: () => Promise.resolve() };
  }
  if (!isExecutorName(choice)) {
    throw new PipelineError(
      "misuse",
      `Cannot use executor '${choice}': expected ${
        EXECUTOR_NAMES.join(" or ")
      }`,
    );
  }
  const executor: Executor = await EXECUTORS[choice].open(settings);
  return { executor, close: () => executor.close() };
}

function isExecutorName(name: string): name is ExecutorName {
  return Object.hasOwn(EXECUTORS, name);
}
