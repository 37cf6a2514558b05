import type { Executor } from "../executors/executor.ts";
import type { RunEvent } from "../observe/events.ts";
import type { RunBudget } from "../stop/budget.ts";
import { heedStops } from "../stop/heed_stops.ts";
import { OVER_BUDGET } from "../scheduler/halt.ts";
import type { RunOptions } from "./options.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";

/**
 * Passes the two stages of stopping on to the scheduler and the executor,
 * whether the caller or the budget asks for them.
 */
export function forwardStops(
  scheduler: Scheduler,
  { executor, emit, budget, ...signals }:
    & Pick<RunOptions, "signal" | "kill">
    & {
      readonly executor: Executor;
      readonly emit: (event: RunEvent) => void;
      readonly budget: RunBudget | undefined;
    },
): Disposable {
  const stops = heedStops(signals, {
    stop() {
      emit({
        type: "stopping",
        message:
          "stopping: running stages save a checkpoint; press Ctrl-C again to stop at once",
      });
      scheduler.interrupt();
      executor.stop();
    },
    kill() {
      scheduler.interrupt();
      executor.kill();
    },
  });
  const watch = budget?.watch(() => {
    if (scheduler.interrupted) return false;
    const message =
      `the budget of ${budget.text} is used up: running stages save a checkpoint`;
    emit({ type: "stopping", message });
    scheduler.interrupt(OVER_BUDGET);
    executor.stop();
    return true;
  }, () => executor.kill());
  return {
    [Symbol.dispose]() {
      watch?.[Symbol.dispose]();
      stops[Symbol.dispose]();
    },
  };
}
