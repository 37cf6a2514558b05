import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { suggestion } from "../dsl/suggest.ts";
import { logsOf } from "../run/observe/log_name.ts";
import { parseStatus, STATUS_NOTE } from "../run/observe/run_status.ts";
import { listFolder } from "../store/list_folder.ts";
import type { AttemptRecord, Store } from "../store/mod.ts";
import { findRun } from "./find_run.ts";

const MAX_RUNS = 1000;

/** The log of a node's last attempt. */
export interface FoundLog {
  readonly run: string;
  readonly node: string;
  /** How the attempt ended; `killed` when nobody was left to note that. */
  readonly status: AttemptRecord["status"] | "running" | "killed";
  /** Absolute path of the text; undefined when the attempt wrote nothing. */
  readonly path: string | undefined;
}

/**
 * Finds the log of a node's last attempt: in one run, or in the newest run
 * that has executed the node.
 *
 * @param store Where runs are noted
 * @param node Name of the node
 * @param word Run as the command line names it, if it does
 * @throws {PipelineError} when the node was not executed there
 */
export function findLog(store: Store, node: string, word?: string): FoundLog {
  const runs = word === undefined
    ? store.runs.list({ limit: MAX_RUNS })
    : [findRun(store, word)];
  for (const { id } of runs) {
    const found = logIn(store, id, node);
    if (found !== undefined) return found;
  }
  throw notFound(store, node, { word, runs: runs.map(({ id }) => id) });
}

/** What a live run's driver says of a node that runs. */
export function runningLog(
  store: Store,
  run: string,
  node: string,
): string | undefined {
  if (!store.live.isLive(run)) return undefined;
  return parseStatus(store.live.noted(run, STATUS_NOTE))
    ?.running.find((row) => row.node === node)?.log;
}

/** The log of a node's last attempt in one run; undefined when it had none. */
export function logIn(
  store: Store,
  run: string,
  node: string,
): FoundLog | undefined {
  const running = runningLog(store, run, node);
  if (running !== undefined) {
    const path = relocate(store, running);
    return { run, node, status: "running", path };
  }
  const attempts = store.runs.attempts(run).filter((attempt) =>
    attempt.node === node && (attempt.status !== "blocked" || attempt.key)
  );
  const recorded = new Set(attempts.map(({ log }) => log?.split("/").at(-1)));
  const folder = join(store.directory, "logs", run);
  const unrecorded = logsOf(node, listFolder(folder))
    .filter((name) => !recorded.has(name)).at(-1);
  const last = attempts.at(-1);
  const isOpen = store.runs.get(run)?.status === undefined;
  if (unrecorded !== undefined && (isOpen || last === undefined)) {
    const status = store.live.isLive(run) ? "running" : "killed";
    return { run, node, status, path: join(folder, unrecorded) };
  }
  if (last === undefined) return undefined;
  const path = last.log === undefined ? undefined : relocate(store, last.log);
  return { run, node, status: last.status, path };
}

/** Where a noted path is now: a store may have been moved, or mounted elsewhere. */
function relocate(store: Store, path: string): string {
  const [inside] = /(logs|cas)[\\/][^\\/]+[\\/][^\\/]+$/.exec(path) ?? [];
  return inside === undefined ? path : join(store.directory, inside);
}

function notFound(
  store: Store,
  node: string,
  { word, runs }: { word: string | undefined; runs: readonly string[] },
): PipelineError {
  const where = word === undefined ? "" : ` in run ${runs[0]}`;
  const hits = word === undefined ? [] : store.runs.nodes(runs[0]!);
  if (hits.some(([name]) => name === node)) {
    return new PipelineError(
      "misuse",
      `Cannot find a log of '${node}'${where}: it was up to date, so nothing ran; leave the run out for its last attempt`,
    );
  }
  const known = runs.slice(0, 20).flatMap((run) =>
    store.runs.attempts(run).map((attempt) => attempt.node)
  );
  return new PipelineError(
    "misuse",
    `Cannot find a log of '${node}'${where}${
      suggestion(node, [...new Set(known)]) ||
      ": it did not run; 'runs last' lists the nodes that did"
    }`,
  );
}
