import type { NodeResult } from "../events.ts";
import { formatSeconds } from "./duration.ts";

/** What is printed when a node ends; nothing for a hit in the store. */
export function endLine(result: NodeResult): string | undefined {
  const { node, status, seconds, reason, log } = result;
  switch (status) {
    case "hit":
      return reason === "" ? undefined : `↓ ${node}  ${reason}`;
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
