import type { TimeRange } from "../../../plan/cost.ts";
import type { NodeResult, RunTotals } from "../events.ts";
import { endLine } from "./_end_line.ts";
import type { Printer } from "./printer.ts";
import { visible } from "./visible.ts";

/**
 * Prints one JSON object a line: one a node, as it ends, and one for the run; of
 * a pipeline that looks at results, also one before each round.
 *
 * @param write Receives text that ends with a line break
 * @param warn Receives failures in words, if anyone wants them
 * @param options `seed`: put on every line, to tell replications apart
 */
export function jsonPrinter(
  write: (text: string) => void,
  warn: (text: string) => void = () => {},
  { seed }: { readonly seed?: number | undefined } = {},
): Printer {
  const print = (value: Record<string, unknown>) =>
    write(
      visible(
        `${JSON.stringify(seed === undefined ? value : { ...value, seed })}\n`,
      ),
    );
  return {
    event(event) {
      if (event.type === "node-finished") {
        if (event.again) return;
        print(nodeLine(event));
        if (event.status === "failed") warn(`${visible(endLine(event)!)}\n`);
      } else if (event.type === "run-finished") print(runLine(event));
      else if (event.type === "round") {
        const { round, known, open = null } = event;
        print({ event: "round", round, known, open });
      }
    },
    close() {},
  };
}

function nodeLine(result: NodeResult): Record<string, unknown> {
  const { node, stage, status, key, outputs, seconds, reason } = result;
  const { predicted } = result;
  return {
    event: "node",
    node,
    stage,
    status,
    key: key ?? null,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([port, { digest }]) => [port, digest]),
    ),
    seconds: round(seconds),
    reason,
    ...(predicted === undefined ? {} : { predicted: rounded(predicted) }),
  };
}

function runLine(totals: RunTotals): Record<string, unknown> {
  const { status, ran, hits, failed, seconds, cache, reality, stopped } =
    totals;
  const { rounds, open = null } = totals;
  return {
    event: "run",
    status,
    ran,
    hits,
    failed,
    seconds: round(seconds),
    ...(rounds === undefined ? {} : { rounds, open }),
    ...(stopped === undefined ? {} : {
      stoppedBy: stopped.by,
      remaining: rounded(stopped.remaining),
      unknown: stopped.unknown,
    }),
    ...(reality === undefined ? {} : {
      predicted: rounded(reality.total.predicted),
      reality,
    }),
    ...(cache === undefined ? {} : {
      cache: {
        ...cache,
        secondsIn: round(cache.secondsIn),
        secondsOut: round(cache.secondsOut),
      },
    }),
  };
}

function rounded({ seconds, low, high }: TimeRange): TimeRange {
  return { seconds: round(seconds), low: round(low), high: round(high) };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
