import type { Progress } from "../../../dsl/context.ts";
import { endLine } from "./_end_line.ts";
import {
  formatAfter,
  formatCacheProgress,
  formatFigure,
  formatRound,
  formatTotals,
} from "./format.ts";
import type { Printer } from "./printer.ts";
import { visible } from "./visible.ts";

const INTERVAL = 30;
const CACHE_INTERVAL = 5;

/**
 * Prints plain lines, for logs and pipes: when a node starts and ends, and
 * how far it is every half minute.
 *
 * @param write Receives text that ends with a line break
 * @param warn Receives failures; the same by default
 */
export function linePrinter(
  write: (text: string) => void,
  warn: (text: string) => void = write,
): Printer {
  const reported = new Map<string, number>();
  let cacheReported = 0;
  const print = (line: string) => write(`${visible(line)}\n`);
  return {
    event(event) {
      switch (event.type) {
        case "planned":
          print(
            `${event.hits} of ${
              event.hits + event.runs + event.pending
            } nodes are in the store`,
          );
          return;
        case "node-started":
          print(
            `> ${event.node}${
              event.resumes ? "  (from its checkpoint)" : ""
            }  ${event.reason}`.trimEnd(),
          );
          return;
        case "node-progress": {
          const last = reported.get(event.node) ?? 0;
          if (event.elapsed - last < INTERVAL) return;
          reported.set(event.node, event.elapsed);
          print(`  ${event.node}  ${progressText(event.progress)}`);
          return;
        }
        case "node-finished": {
          const line = endLine(event);
          if (event.status === "failed") warn(`${visible(line!)}\n`);
          else if (line !== undefined) print(line);
          return;
        }
        case "warning":
          print(`! ${event.message}`);
          return;
        case "node-told":
          print(`! ${event.node}: ${event.line}`);
          return;
        case "cache-progress": {
          const text = formatCacheProgress(event);
          if (event.elapsed - cacheReported < CACHE_INTERVAL) return;
          cacheReported = event.elapsed;
          if (text !== "") print(`  ${text}`);
          return;
        }
        case "stopping":
          print(event.message);
          return;
        case "round":
          print(formatRound(event));
          return;
        case "run-finished":
          write(`${formatTotals(event)}\n${formatAfter(event)}`);
          return;
        case "run-started":
        case "node-checkpoint":
        case "node-log":
          return;
        default:
          event satisfies never;
      }
    },
    close() {},
  };
}

/** Progress in words: `"300/2000 step  loss 0.41"`. */
function progressText(progress: Progress): string {
  const { done, total, unit = "", metrics = {} } = progress;
  const figures = Object.entries(metrics).map(([name, value]) =>
    `${name} ${formatFigure(value)}`
  );
  return [`${done}/${total} ${unit}`.trim(), ...figures].join("  ");
}
