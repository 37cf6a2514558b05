import { PipelineError } from "../../dsl/error.ts";
import { suggestion } from "../../dsl/suggest.ts";
import { formatSeconds } from "../../run/print/format.ts";
import { type RunRecord, Store } from "../../store/mod.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { textTable } from "../text_table.ts";
import { examples, positiveInteger, storeCommand } from "./_flags.ts";

/** `runs [ID]`: past runs, or what one did. */
export function runsCommand(app: App) {
  return storeCommand("runs")
    .description("List past runs, newest first, or show what one did")
    .argument("[id]", "identifier of a run, or 'last'")
    .option("--limit <n>", "most runs to list", positiveInteger, 20)
    .option("--pipeline <name>", "runs of this pipeline only")
    .addHelpText(
      "after",
      examples(
        ["runs", "runs last", "runs --pipeline quickstart --json"],
        "an array of runs; for one run, its record with an array 'attempts'",
      ),
    )
    .action((id, flags) => {
      using store = openForReading(resolvePath(flags.store, app));
      if (id !== undefined) {
        const run = findRun(store, id);
        const attempts = store.runs.attempts(run.id);
        if (flags.json) {
          app.write(`${JSON.stringify({ ...run, attempts })}\n`);
          return;
        }
        app.write(runsTable([run]));
        app.write("\n");
        app.write(textTable([
          ["node", "status", "time", "why"],
          ...attempts.map(({ node, status, seconds, reason }) => [
            node,
            status,
            formatSeconds(seconds),
            reason,
          ]),
        ]));
        return;
      }
      const { limit, pipeline } = flags;
      const runs = store.runs.list({
        limit,
        ...(pipeline === undefined ? {} : { pipeline }),
      });
      if (flags.json) app.write(`${JSON.stringify(runs)}\n`);
      else if (runs.length === 0) app.write("No runs yet\n");
      else app.write(runsTable(runs));
    });
}

/**
 * Opens a store that must exist.
 *
 * @throws {PipelineError} when there is none
 */
export function openForReading(directory: string): Store {
  try {
    Deno.statSync(directory);
  } catch {
    throw new PipelineError(
      "misuse",
      `Cannot open the store at ${directory}: no such folder; name it with --store, or make it with run`,
    );
  }
  return Store.open(directory, { readonly: true });
}

/**
 * Finds a run by its identifier, or the newest by `last`.
 *
 * @throws {PipelineError} when there is none
 */
export function findRun(store: Store, id: string): RunRecord {
  const found = id === "last"
    ? store.runs.list({ limit: 1 })[0]
    : store.runs.get(id);
  if (found !== undefined) return found;
  const known = store.runs.list({ limit: 100 }).map((run) => run.id);
  throw new PipelineError(
    "misuse",
    `Cannot find run '${id}'${
      suggestion(id, known) || "; 'runs' lists all of them"
    }`,
  );
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
