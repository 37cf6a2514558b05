import { endLine } from "./_end_line.ts";
import { stopLine } from "./format.ts";
import type { Printer } from "./printer.ts";
import { visible } from "./visible.ts";

/**
 * Prints failures only, and that a budget ended the run.
 *
 * @param warn Receives text that ends with a line break
 */
export function quietPrinter(warn: (text: string) => void): Printer {
  return {
    event(event) {
      if (event.type === "node-finished" && event.status === "failed") {
        warn(`${visible(endLine(event)!)}\n`);
      }
      if (event.type === "run-finished" && event.stopped !== undefined) {
        warn(stopLine(event.stopped));
      }
    },
    close() {},
  };
}
