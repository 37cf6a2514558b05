import type { Reality, RealityRow } from "../../../plan/reality.ts";
import { formatSeconds } from "./duration.ts";

/**
 * Prediction against reality for people: a line a stage, then the total; each
 * ends with a line break.
 */
export function formatReality({ stages, total }: Reality): string {
  const rows = Object.entries(stages);
  const lines = rows.length < 2 ? rows : [...rows, ["total", total] as const];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, row]) =>
    `  ${name.padEnd(width)}  ${rowText(row)}\n`
  )
    .join("");
}

function rowText({ nodes, predicted, seconds, within }: RealityRow): string {
  const { low, high } = predicted;
  return `predicted ${formatSeconds(predicted.seconds)} (${
    formatSeconds(low)
  } – ${formatSeconds(high)}), took ${
    formatSeconds(seconds)
  }; ${within} of ${nodes} within`;
}
