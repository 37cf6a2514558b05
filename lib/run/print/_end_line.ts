import type { NodeResult } from "../events.ts";
import { formatSeconds } from "./format.ts";

/** What is printed when a node ends; nothing for a hit. */
export function endLine(result: NodeResult): string | undefined {
  const { node, status, seconds, reason, log } = result;
  switch (status) {
    case "hit":
      return undefined;
    case "ran":
      return `✓ ${node}  ${formatSeconds(seconds)}`;
    case "failed":
      return `✗ ${reason}${log === undefined ? "" : `\n  log: ${log}`}`;
    case "blocked":
      return `- ${node}: ${reason}`;
    default:
      status satisfies never;
      return undefined;
  }
}
