import type { BudgetStop, CacheFlow, RunEvent, RunTotals } from "../events.ts";
import { formatSeconds } from "./duration.ts";
import { formatReality } from "./reality.ts";

/** A measurement for people: four significant digits. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A rate for people, slow ones the other way round: `"12 step/s"`, `"4.2 s/step"`. */
export function formatRate(perSecond: number, unit: string): string {
  if (perSecond >= 1) return `${formatFigure(perSecond)} ${unit}/s`;
  return perSecond > 0 ? `${formatFigure(1 / perSecond)} s/${unit}` : "";
}

/** One line that sums up a run. */
export function formatTotals(totals: RunTotals): string {
  const { status, ran, hits, failed, blocked, seconds, cache } = totals;
  const fetched = cache?.hits ?? 0;
  const parts = [`${ran} ran`, `${hits - fetched} from the store`];
  if (cache !== undefined) parts.push(`${fetched} from the cache`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (blocked > 0) parts.push(`${blocked} not run`);
  const word = { ok: "Done", failed: "Failed", interrupted: "Interrupted" };
  const text = `${word[status]}: ${parts.join(", ")} in ${
    formatSeconds(seconds)
  }`;
  if (cache === undefined) return text;
  const { bytesIn, secondsIn, bytesOut, secondsOut } = cache;
  return `${text}; ${formatFlow(bytesIn, bytesIn / secondsIn)} received, ${
    formatFlow(bytesOut, bytesOut / secondsOut)
  } sent`;
}

/** What follows the totals: prediction against reality, and how to go on. */
export function formatAfter({ reality, stopped }: RunTotals): string {
  return [
    reality === undefined ? "" : formatReality(reality),
    stopped === undefined ? "" : stopLine(stopped),
  ].join("");
}

/** What it takes to go on after a budget ended a run; ends with a line break. */
export function stopLine({ budget, text }: BudgetStop): string {
  return `Stopped by the budget of ${budget}; to go on takes ${text}\n`;
}

/** What a round is for. */
export function formatRound(
  { round, open }: Extract<RunEvent, { type: "round" }>,
): string {
  return open === undefined
    ? `Round ${round}: nothing is left to decide`
    : `Round ${round}: ${open} decides what follows`;
}

/** How far a run is with its shared cache; empty when it waits for nothing. */
export function formatCacheProgress(
  { lookups, uploads }: Extract<RunEvent, { type: "cache-progress" }>,
): string {
  return [["looking up", lookups] as const, ["uploading", uploads] as const]
    .filter(([, { done, total }]) => done < total)
    .map(([word, flow]) => `${word} ${formatShare(flow)}`)
    .join("; ");
}

/** Bytes for people, in powers of ten: `"512 B"`, `"40 MB"`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let at = 0;
  for (; value >= 999.5 && at < units.length - 1; at++) value /= 1000;
  return `${value < 9.95 && at > 0 ? value.toFixed(1) : Math.round(value)} ${
    units[at]
  }`;
}

function formatShare({ done, total, rate }: CacheFlow): string {
  const speed = rate > 0 ? `, ${formatBytes(rate)}/s` : "";
  return `${done} of ${total}${speed}`;
}

function formatFlow(bytes: number, rate: number): string {
  return bytes === 0
    ? "nothing"
    : `${formatBytes(bytes)} at ${formatBytes(rate)}/s`;
}
