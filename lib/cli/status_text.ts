import type { LiveRun } from "../query/live_runs.ts";
import { bar } from "../run/observe/print/bar.ts";
import { cut } from "../run/observe/print/cut.ts";
import { visible } from "../run/observe/print/visible.ts";
import { formatSeconds } from "../run/observe/print/duration.ts";
import { formatFigure, formatRate } from "../run/observe/print/format.ts";
import type { RunningNode, RunStatus } from "../run/observe/run_status.ts";

/** Several signs of life of a driver are missing. */
const SILENT_SECONDS = 20;

/**
 * What runs now, for people.
 *
 * @param runs Oldest first
 * @param options Milliseconds since 1970, and the width of the terminal if
 * there is one
 */
export function statusText(
  runs: readonly LiveRun[],
  { now, columns }: { now: number; columns: number | undefined },
): string {
  if (runs.length === 0) return "Nothing runs\n";
  const width = Math.max(20, (columns ?? Infinity) - 1);
  return runs.map((run) =>
    runLines(run, now).map((line) => `${cut(visible(line), width)}\n`).join("")
  ).join("\n");
}

const PHASES = {
  planning: "planning",
  running: "running",
  stopping: "stopping: running stages save a checkpoint",
  ending: "ending: the results are being recorded",
} as const satisfies Record<RunStatus["phase"], string>;

function runLines(run: LiveRun, now: number): string[] {
  const { status } = run;
  const since = run.started.slice(0, 19).replace("T", " ");
  const head = `${
    run.pipeline ?? "A pipeline"
  }  run ${run.run}, since ${since} (${
    formatSeconds(secondsSince(Date.parse(run.started), now))
  })`;
  if (status === null) {
    return [head, "  it has not noted how far it is"];
  }
  const { nodes, left, running } = status;
  const share = (nodes - left - running.length) / Math.max(1, nodes);
  const silent = secondsSince(status.updated, now);
  return [
    `${head}: ${PHASES[status.phase]}`,
    ...(silent > SILENT_SECONDS
      ? [`  no news for ${formatSeconds(silent)}: its driver is stuck or gone`]
      : []),
    `  ${bar(share)}  ${countsText(status)}`,
    ...running.map((node) => `  ${nodeText(node, now)}`),
  ];
}

function countsText(status: RunStatus): string {
  const { nodes, hits, ran, failed, blocked, left, running } = status;
  const parts = [
    `${ran} ran`,
    `${hits} from the store`,
    `${running.length} running`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(blocked > 0 ? [`${blocked} not run`] : []),
    `${left} left`,
  ];
  return `${nodes} ${nodes === 1 ? "node" : "nodes"}: ${parts.join(", ")}`;
}

function nodeText(node: RunningNode, now: number): string {
  const { progress, rate, left } = node;
  const parts = [
    `${
      bar(progress === null ? 0 : progress.done / (progress.total || 1))
    }  ${node.node}`,
    ...(progress === null ? [] : [
      `${progress.done}/${progress.total} ${progress.unit}`.trim(),
      rate === null ? "" : formatRate(rate, progress.unit || "unit"),
      ...Object.entries(progress.metrics).map(([name, value]) =>
        `${name} ${formatFigure(Number(value))}`
      ),
      left === null ? "" : `${formatSeconds(left)} left`,
    ]),
    formatSeconds(secondsSince(node.started, now)),
    node.attempt > 1 ? `attempt ${node.attempt}` : "",
    node.resumed ? "from its checkpoint" : "",
    node.checkpoint === null
      ? ""
      : `saved ${formatSeconds(secondsSince(node.checkpoint, now))} ago`,
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** Clocks of two machines may differ a little. */
function secondsSince(then: number, now: number): number {
  return Number.isFinite(then) ? Math.max(0, (now - then) / 1000) : 0;
}
