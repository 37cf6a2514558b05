import type { OutputDifference } from "../../run/rerun/compare_outputs.ts";
import type { RerunResult } from "../../run/rerun/rerun_node.ts";
import { formatSeconds } from "../../run/observe/print/duration.ts";
import { formatFigure } from "../../run/observe/print/format.ts";

const MOST_TEXT = 60;

/** What became of a node that was executed again, in words. */
export function rerunText(result: RerunResult): string {
  const { node, status, seconds, reason, differences } = result;
  switch (status) {
    case "same":
      return `✓ ${node}  ${formatSeconds(seconds)}\n`;
    case "varies":
      return `≈ ${node}: it measures time, and times differ\n`;
    case "different":
      return [
        `✗ ${node}: another result than the recorded one`,
        ...differences.flatMap(differenceLines),
        ...elsewhere(result),
      ].map((line) => `${line}\n`).join("");
    case "failed":
      return `✗ ${node}: it failed: ${reason}\n`;
    case "gone":
      return `- ${node}: ${reason}\n`;
    case "stopped":
      return `- ${node}: interrupted\n`;
    default:
      return status satisfies never;
  }
}

function differenceLines(
  { port, kind, recorded, found, difference, note }: OutputDifference,
): string[] {
  const digests = `${recorded.slice(0, 12)} → ${found.slice(0, 12)}`;
  const head = `  output ${port} (${kind}): ${digests}`;
  if (difference === undefined) return [`${head}; ${note}`];
  const { path, shape, index, before, after, count, size, places } = difference;
  const name = path === "" ? port : path;
  const isTensor = index !== undefined;
  const shapeText = shape === undefined ? "" : ` [${shape.join(", ")}]`;
  const lines = [
    head,
    `  first difference in ${name}${shapeText}${
      isTensor ? ` at element ${index}` : ""
    }: ${textOf(before)} → ${textOf(after)}`,
  ];
  if (isTensor) {
    lines.push(`  ${count} of ${size} elements differ${by(difference)}`);
  } else if (difference.largestAbsolute !== undefined) {
    lines.push(`  it differs${by(difference)}`);
  }
  if (places > 1) {
    lines.push(`  and ${places - 1} more tensors or values differ`);
  }
  return lines;
}

function by(
  { largestAbsolute, largestRelative }: NonNullable<
    OutputDifference["difference"]
  >,
): string {
  if (largestAbsolute === undefined || largestRelative === undefined) return "";
  return `, by ${formatFigure(largestAbsolute)} at most (${
    formatFigure(largestRelative)
  } of the value)`;
}

/** What else than the stage may be behind a difference. */
function elsewhere({ recorded, here }: RerunResult): string[] {
  const changes = [
    ["hardware", recorded.host, here.host],
    ["engine", recorded.engine, here.engine],
    ["threads", String(recorded.threads), String(here.threads)],
  ].filter(([, before, after]) => before !== after);
  if (changes.length === 0) {
    return [
      "  made on this hardware with this engine and this code: the stage is not deterministic, or reads what its key does not count (files, variables, hosts)",
    ];
  }
  const text = changes.map(([what, before, after]) =>
    `${what} ${before}, here ${after}`
  ).join("; ");
  return [`  it may come from a change of machine: recorded with ${text}`];
}

function textOf(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "object" || typeof value === "string"
    ? JSON.stringify(value)
    : String(value);
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}…`;
}
