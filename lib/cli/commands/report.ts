import { PipelineError } from "../../dsl/error.ts";
import type { App } from "../app.ts";
import { openInBrowser } from "../open.ts";
import { writeResults } from "../results.ts";
import { runSession } from "../run_session.ts";
import { openSession } from "../session.ts";
import { examples, jobsOption, pipelineCommand, seedOption } from "./_flags.ts";

/** `report FILE`: makes a pipeline's pages and opens the first. */
export function reportCommand(app: App, exit: (code: number) => void) {
  return pipelineCommand("report")
    .description("Make a pipeline's decision page and open it")
    .addOption(jobsOption())
    .option("--no-open", "only print the path")
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        [
          "report pipelines/quickstart.ts",
          "report mine.ts --no-open --json",
        ],
        '{"event":"report","path":"….html","data":"….json"} a page, after the events of run',
      ),
    )
    .action(async (file, flags) => {
      using session = await openSession(file, flags, app);
      const { graph, store, seed } = session;
      const only = Object.entries(graph.targets)
        .filter(([, { kind }]) => kind.name === "page")
        .map(([target]) => target);
      if (only.length === 0) {
        throw new PipelineError(
          "misuse",
          `Cannot report: pipeline '${graph.pipeline}' has no page among its targets; add one with report.decision`,
        );
      }
      const summary = await runSession(session, {
        app,
        only,
        verbosity: flags.json ? "json" : "text",
        ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
      });
      store.requireWritable();
      const written = await writeResults(summary, { store, graph, seed });
      for (const { page, data } of written) {
        app.write(
          flags.json
            ? `${
              JSON.stringify({
                event: "report",
                path: page,
                data: data ?? null,
              })
            }\n`
            : `\nReport: ${page}\n`,
        );
      }
      const [first] = written;
      const isTerminal = app.columns() !== undefined;
      if (first !== undefined && flags.open && isTerminal && !flags.json) {
        openInBrowser(first.page);
      }
      exit({ ok: 0, failed: 1, interrupted: 130 }[summary.status]);
    });
}
