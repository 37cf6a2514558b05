import { readTextFile } from "../platform/files.ts";
import {
  type RoundsOptions,
  type RoundsSummary,
  runRounds,
} from "../run/rounds/run_rounds.ts";
import { listenForInterrupts } from "../run/stop/signals.ts";
import type { RunSummary } from "../run/driver/summary.ts";
import { jsonPrinter } from "../run/observe/print/json.ts";
import { linePrinter } from "../run/observe/print/line.ts";
import { livePrinter } from "../run/observe/print/live.ts";
import type { Printer } from "../run/observe/print/printer.ts";
import { quietPrinter } from "../run/observe/print/quiet.ts";
import type { App } from "./app.ts";
import type { Session } from "./session.ts";

/** How much a run prints. */
export type Verbosity = "json" | "text" | "quiet";

/** Runs an open session, printing what happens and heeding interrupts. */
export async function runSession(
  { round, store, options, seed }: Session,
  { app, verbosity, ...settings }: RoundsOptions & {
    readonly app: App;
    readonly verbosity: Verbosity;
  },
): Promise<RoundsSummary> {
  // Until the plan is made there is nothing to save, and files may be hashed.
  using interrupts = listenForInterrupts({ armed: false });
  const printer = printerOf(verbosity, { app, seed });
  const summary = await runRounds(round, store, {
    ...options,
    ...settings,
    signal: interrupts.signal,
    kill: interrupts.kill,
    onEvent(event) {
      if (event.type === "planned") interrupts.arm();
      printer.event(event);
    },
  }).finally(() => printer.close());
  if (app.verbose) await printLogs(summary, app);
  return summary;
}

/** Prints the logs of failed nodes, which hold their stack traces. */
async function printLogs({ nodes }: RunSummary, app: App): Promise<void> {
  for (const { node, status, log } of nodes) {
    if (status !== "failed" || log === undefined) continue;
    app.warn(`\nLog of ${node}:\n${await readTextFile(log)}`);
  }
}

function printerOf(
  verbosity: Verbosity,
  { app, seed }: { readonly app: App; readonly seed: number | undefined },
): Printer {
  const write = (text: string) => app.write(text);
  const warn = (text: string) => app.warn(text);
  switch (verbosity) {
    case "json":
      return jsonPrinter(write, warn, { seed });
    case "text":
      return app.columns() === undefined
        ? linePrinter(write, warn)
        : livePrinter((text) => app.draw(text), {
          warn,
          columns: () => app.columns() ?? 80,
        });
    case "quiet":
      return quietPrinter(warn);
    default:
      return verbosity satisfies never;
  }
}
