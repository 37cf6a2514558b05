import { listenForInterrupts, runGraph, type RunOptions } from "../run/mod.ts";
import type { RunSummary } from "../run/summary.ts";
import {
  jsonPrinter,
  linePrinter,
  livePrinter,
  type Printer,
} from "../run/mod.ts";
import type { App } from "./app.ts";
import type { Session } from "./session.ts";

/** How much a run prints. */
export type Verbosity = "json" | "text" | "quiet";

/** Runs an open session, printing what happens and heeding interrupts. */
export async function runSession(
  { graph, store, options }: Session,
  { app, verbosity, ...settings }: RunOptions & {
    readonly app: App;
    readonly verbosity: Verbosity;
  },
): Promise<RunSummary> {
  using interrupts = listenForInterrupts();
  const printer = printerOf(app, verbosity);
  return await runGraph(graph, store, {
    ...options,
    ...settings,
    signal: interrupts.signal,
    kill: interrupts.kill,
    onEvent: (event) => printer.event(event),
  }).finally(() => printer.close());
}

function printerOf(app: App, verbosity: Verbosity): Printer {
  const write = (text: string) => app.write(text);
  switch (verbosity) {
    case "json":
      return jsonPrinter(write);
    case "text":
      return app.columns() === undefined
        ? linePrinter(write)
        : livePrinter(write, { columns: () => app.columns() ?? 80 });
    case "quiet":
      return { event() {}, close() {} };
    default:
      return verbosity satisfies never;
  }
}
