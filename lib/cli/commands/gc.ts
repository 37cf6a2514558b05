import { collectGarbage, type GcReport, Store } from "../../store/mod.ts";
import { InvalidArgumentError } from "../command.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { formatBytes } from "../../run/observe/print/format.ts";
import { parseBytes, parseDuration } from "../quantity.ts";
import { textTable } from "../text_table.ts";
import { examples, positiveInteger, storeCommand } from "./_flags.ts";
import { openForReading } from "../open_store.ts";

/** `gc`: removes what nothing needs any more. */
export function gcCommand(app: App) {
  return storeCommand("gc")
    .description("Remove results that no recent run, pin or live run needs")
    .option("--dry-run", "show what would go, and remove nothing")
    .option(
      "--keep-runs <n>",
      "runs to keep of each pipeline, the newest first",
      positiveInteger,
      3,
    )
    .option(
      "--grace <duration>",
      "keep what is younger, such as 12h or 7d",
      duration,
      86_400,
    )
    .option(
      "--max-size <size>",
      "let old runs go until the store is smaller, such as 50GB",
      size,
    )
    .addHelpText(
      "after",
      examples(
        ["gc --dry-run", "gc --keep-runs 1 --grace 0s", "gc --max-size 50GB"],
        '{"dryRun","runs","actions","blobs","others","bytes","keptBytes","isOverBudget","pipelines":[{"pipeline","runs","keptBytes","bytes"}]}',
      ) +
        "\nThe newest run of each pipeline stays, and so do runs that 'pin' names,\nruns that go on, and checkpoints of unfinished nodes, for 30 days.\n",
    )
    .action(async (flags) => {
      const directory = resolvePath(flags.store, app);
      openForReading(directory).close();
      using store = Store.open(directory);
      const report = await collectGarbage(store, {
        keepRuns: flags.keepRuns,
        grace: flags.grace * 1000,
        dryRun: flags.dryRun ?? false,
        ...(flags.maxSize === undefined ? {} : { maxSize: flags.maxSize }),
        ...(flags.json || app.columns() === undefined
          ? {}
          : { progress: (done, total) => app.draw(bar(done, total)) }),
      });
      app.write(flags.json ? `${JSON.stringify(report)}\n` : inWords(report));
    });
}

function inWords(report: GcReport): string {
  const { dryRun, runs, actions, blobs, others, bytes, keptBytes } = report;
  const table = textTable([
    ["pipeline", "runs kept", "stays", dryRun ? "would go" : "gone"],
    ...report.pipelines.map((each) => [
      each.pipeline === "" ? "(no known run)" : each.pipeline,
      each.runs,
      formatBytes(each.keptBytes),
      formatBytes(each.bytes),
    ]),
  ]);
  const verb = dryRun ? "Would remove" : "Removed";
  const lines = [
    `${verb} ${
      formatBytes(bytes)
    }: ${blobs} artifacts and logs of ${actions} results, ${runs} old runs, ${others} other files; ${
      formatBytes(keptBytes)
    } stay`,
  ];
  if (report.isOverBudget) {
    lines.push(
      "The rest is over the size asked for: it is pinned, young, in use, or its pipeline's newest run",
    );
  }
  return `${table}\n${lines.map((line) => `${line}\n`).join("")}`;
}

function bar(done: number, total: number): string {
  return done < total ? `\rremoving ${done}/${total}` : "\r\x1b[0J";
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new InvalidArgumentError(
    `expected a duration such as 12h or 7d, got '${text}'`,
  );
}

function size(text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== undefined) return bytes;
  throw new InvalidArgumentError(
    `expected a size such as 50GB, got '${text}'`,
  );
}
