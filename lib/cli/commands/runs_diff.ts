import type { App } from "../app.ts";
import { findRun } from "../../query/find_run.ts";
import { resolvePath } from "../load.ts";
import { openForReading } from "../open_store.ts";
import { diffRuns } from "../../query/run_diff.ts";
import { runDiffText } from "../run_diff_text.ts";
import { examples, positiveInteger, storeCommand } from "./_flags.ts";

/** `runs diff A B`: what differs between two runs. */
export function runsDiffCommand(app: App) {
  return storeCommand("diff")
    .description(
      "Compare two runs: settings, nodes and what changed in them, results, time by stage",
    )
    .argument(
      "<a>",
      "identifier of a run, 'last', or 'last~1' for the one before",
    )
    .argument("<b>", "another")
    .option(
      "--limit <n>",
      "most nodes to name in each part",
      positiveInteger,
      20,
    )
    .addHelpText(
      "after",
      examples(
        ["runs diff last~1 last", "runs diff 20260131-094500-3f2a last --json"],
        '{"a","b","partial":[run],"settings":[change],"same":n,"changed":[{"node","a","b","changes":[{"path","before","after"}]}],"unmade","only":{"a","b"},"renamed","unstable","stages"}',
      ) + "\nExit code 0 also where they differ.\n",
    )
    .action((a, b, flags, command) => {
      const given = command.parent?.getOptionValueSource("store") === "cli"
        ? String(command.parent.getOptionValue("store"))
        : flags.store;
      using store = openForReading(resolvePath(given, app));
      const diff = diffRuns(store, findRun(store, a), findRun(store, b));
      app.write(
        flags.json
          ? `${JSON.stringify(diff)}\n`
          : runDiffText(diff, flags.limit),
      );
    });
}
