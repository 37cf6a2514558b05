import { findRun } from "../../query/find_run.ts";
import { listRuns, type RunDetail, runDetail } from "../../query/runs.ts";
import { formatSeconds } from "../../run/observe/print/duration.ts";
import { formatReality } from "../../run/observe/print/reality.ts";
import type { RunRecord } from "../../store/mod.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { openForReading } from "../open_store.ts";
import { textTable } from "../text_table.ts";
import { examples, positiveInteger, storeCommand } from "./_flags.ts";
import { runsDiffCommand } from "./runs_diff.ts";

/** `runs [ID]`: past runs, or what one did. */
export function runsCommand(app: App) {
  return storeCommand("runs")
    .description("List past runs, newest first, or show what one did")
    .argument(
      "[id]",
      "identifier of a run, 'last', or 'last~1' for the one before",
    )
    .option("--limit <n>", "most runs to list", positiveInteger, 20)
    .option("--pipeline <name>", "runs of this pipeline only")
    .addHelpText(
      "after",
      examples(
        [
          "runs",
          "runs last",
          "runs diff last~1 last",
          "runs --pipeline quickstart --json",
        ],
        "an array of runs; for one run, its record with an array 'attempts' (each with 'predicted':{seconds,low,high} where it had a prediction) and 'reality', as 'run --json' has it",
      ),
    )
    .enablePositionalOptions()
    .helpCommand(false)
    .addCommand(runsDiffCommand(app))
    .action((id, flags) => {
      using store = openForReading(resolvePath(flags.store, app));
      if (id === undefined) {
        const runs = listRuns(store, flags);
        if (flags.json) app.write(`${JSON.stringify(runs)}\n`);
        else if (runs.length === 0) app.write("No runs yet\n");
        else app.write(runsTable(runs));
        return;
      }
      const run = runDetail(store, findRun(store, id));
      if (flags.json) app.write(`${JSON.stringify(run)}\n`);
      else app.write(detailText(run));
    });
}

function detailText(run: RunDetail): string {
  const { id, attempts, reality } = run;
  const hasLogs = attempts.some(({ log }) => log !== undefined);
  return [
    runsTable([run]),
    "\n",
    textTable([
      ["node", "status", "time", "predicted", "why"],
      ...attempts.map(({ node, status, seconds, reason, predicted }) => [
        node,
        status,
        formatSeconds(seconds),
        predicted === undefined ? "" : formatSeconds(predicted.seconds),
        reason,
      ]),
    ]),
    reality === undefined
      ? ""
      : `\nPrediction and reality\n${formatReality(reality)}`,
    hasLogs ? `\nLogs: deno task pipeline logs ${id} NODE\n` : "",
  ].join("");
}

function runsTable(runs: readonly RunRecord[]): string {
  return textTable([
    ["run", "pipeline", "started", "status", "ran", "hits", "failed", "time"],
    ...runs.map((run) => [
      run.id,
      run.pipeline,
      run.started.slice(0, 19).replace("T", " "),
      run.status ?? "unfinished",
      run.ran,
      run.hits,
      run.failed,
      run.status === undefined ? "–" : formatSeconds(run.seconds),
    ]),
  ]);
}
