import { PipelineError } from "../../dsl/error.ts";
import type { Graph } from "../../plan/mod.ts";
import type { App } from "../app.ts";
import { openInBrowser } from "../open.ts";
import { printPages, writeResults } from "../results.ts";
import { untilIntact } from "../until_intact.ts";
import { openSession } from "../session.ts";
import { sharedCacheOf } from "../shared_cache.ts";
import {
  examples,
  jobsOption,
  pipelineCommand,
  seedOption,
  sharedCacheOption,
} from "./_flags.ts";

/** `report FILE`: makes a pipeline's pages and opens the first. */
export function reportCommand(app: App, exit: (code: number) => void) {
  return pipelineCommand("report")
    .description("Make a pipeline's decision page and open it")
    .addOption(jobsOption())
    .addOption(sharedCacheOption())
    .option("--no-open", "only print the path")
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        [
          "report pipelines/quickstart.ts",
          "report mine.ts --no-open --json",
        ],
        '{"event":"report","path":"….html","data":"….json"|null,"verdict":{"kind":"saves"|"open","candidate","saving":{"factor","size"},"missing":[…],"reaches","misses",…}|null} a page, after the events of run',
      ),
    )
    .action(async (file, flags) => {
      const cache = sharedCacheOf(app, flags.sharedCache);
      using session = await openSession(file, flags, app);
      const { store, seed } = session;
      // Loaded when needed: other commands start without what runs pipelines.
      const { runSession } = await import("../run_session.ts");
      const run = () =>
        runSession(session, {
          app,
          only: pagesOf,
          verbosity: flags.json ? "json" : "text",
          ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
          ...(cache === undefined ? {} : { cache }),
        });
      const { status, written } = await untilIntact(run, async (summary) => {
        store.requireWritable();
        const pages = await writeResults(summary, { store, seed });
        return { status: summary.status, written: pages };
      });
      printPages(written, { app, json: flags.json === true });
      const [first] = written;
      const isTerminal = app.columns() !== undefined;
      if (first !== undefined && flags.open && isTerminal && !flags.json) {
        openInBrowser(first.page);
      }
      exit({ ok: 0, failed: 1, interrupted: 130 }[status]);
    });
}

/** Names of the pages; nothing is asked for by name while they may yet come. */
function pagesOf({ pipeline, targets, open }: Graph): string[] {
  const pages = Object.entries(targets)
    .filter(([, { kind }]) => kind.name === "page")
    .map(([target]) => target);
  if (pages.length > 0 || open !== undefined) return pages;
  throw new PipelineError(
    "misuse",
    `Cannot report: pipeline '${pipeline}' has no page among its targets; add one with report.decision`,
  );
}
