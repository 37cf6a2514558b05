import {
  jsonPrinter,
  linePrinter,
  listenForInterrupts,
  livePrinter,
  type Printer,
  runGraph,
} from "../../run/mod.ts";
import { Option } from "../_command.ts";
import type { App } from "../app.ts";
import { printTables, writeResults } from "../results.ts";
import { openSession } from "../session.ts";
import { collect, examples, jobsOption, pipelineCommand } from "./_flags.ts";

const EXIT_CODES = { ok: 0, failed: 1, interrupted: 130 } as const;

/** `run FILE`: makes what is missing or out of date. */
export function runCommand(app: App, exit: (code: number) => void) {
  return pipelineCommand("run")
    .description("Run a pipeline: make what is missing or out of date")
    .option(
      "--only <target>",
      "make this target or node only; repeatable",
      collect,
      [] as string[],
    )
    .option(
      "--force <node>",
      "run this node whatever is stored; repeatable",
      collect,
      [] as string[],
    )
    .addOption(
      new Option("--executor <name>", "where nodes run").choices([
        "process",
        "inline",
      ]).default("process" as const),
    )
    .addOption(jobsOption())
    .option("--no-keep-going", "start nothing new after a failure")
    .addHelpText(
      "after",
      examples(
        [
          "run pipelines/quickstart.ts",
          "run mine.yaml --set steps=500 --only table --json",
        ],
        '{"event":"node",…} a node, {"event":"run","status":…,"ran":n,"hits":n,"failed":n,"seconds":s} at the end',
      ),
    )
    .action(async (file, flags) => {
      using session = await openSession(file, flags, app);
      const { graph, store } = session;
      using interrupts = listenForInterrupts();
      const printer = printerOf(app, flags.json ?? false);
      const summary = await runGraph(graph, store, {
        ...session.options,
        only: flags.only,
        force: flags.force,
        executor: flags.executor,
        keepGoing: flags.keepGoing,
        ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
        signal: interrupts.signal,
        kill: interrupts.kill,
        onEvent: (event) => printer.event(event),
      }).finally(() => printer.close());
      if (!flags.json) {
        printTables(summary.targets, { store, app });
        if (store.writable) {
          const { pages } = await writeResults(summary.targets, {
            store,
            pipeline: graph.pipeline,
          });
          for (const page of pages) app.write(`\nReport: ${page}\n`);
        }
      }
      exit(EXIT_CODES[summary.status]);
    });
}

function printerOf(app: App, json: boolean): Printer {
  const write = (text: string) => app.write(text);
  if (json) return jsonPrinter(write);
  return app.columns() === undefined
    ? linePrinter(write)
    : livePrinter(write, { columns: () => app.columns() ?? 80 });
}
