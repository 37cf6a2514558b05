import { planRun } from "../../run/mod.ts";
import type { App } from "../app.ts";
import { costPlan } from "../cost_plan.ts";
import { costText } from "../cost_text.ts";
import { priceOf } from "../price.ts";
import { openSession } from "../session.ts";
import { readSettings } from "../settings.ts";
import {
  examples,
  jobsOption,
  pipelineCommand,
  repeatable,
  seedOption,
} from "./_flags.ts";

/** `plan FILE`: what a run would do, and why; runs nothing. */
export function planCommand(app: App) {
  return pipelineCommand("plan")
    .description(
      "Show what a run would do, why, how long it may take and what it may cost",
    )
    .addOption(
      repeatable(
        "--only <target>",
        "plan for this target or node only; repeatable",
      ),
    )
    .addOption(
      repeatable(
        "--force <node>",
        "plan to run this node whatever is stored; repeatable",
      ),
    )
    .option("--all", "list nodes that are in the store too")
    .addOption(jobsOption())
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        ["plan pipelines/quickstart.ts", "plan mine.ts --set steps=500 --json"],
        '{"hits":n,"runs":n,"pending":n,"seconds":s|null,"low":s|null,"high":s|null,"unknown":n,"wall":{"seconds","low","high"}|null,"cost":{"amount","low","high","perHour","currency"}|null,"nodes":[{"node","stage","status","reason","seconds","low","high","samples","method","cost"}]}',
      ) +
        `
Times are predicted from earlier runs in the store, on this class of hardware
and engine; low and high hold 80 % of runs. method: repeats (of the same
config), regression (on numbers in the config), stage (any of its runs), or
unknown. "seconds" is work, "wall" the time from start to end with --jobs;
nodes that wait for others count in full, so both are upper bounds. Cost is
wall time, for one node its own time, at the price of an hour in senzai.json.
`,
    )
    .action(async (file, flags) => {
      const price = priceOf(readSettings(app.directory));
      using session = await openSession(file, flags, app);
      const { graph, store, options } = session;
      const { only, force } = flags;
      const plan = await planRun(graph, store, { ...options, only, force });
      const { engine } = flags;
      const costed = costPlan(plan, { store, engine, jobs: flags.jobs, price });
      app.write(
        flags.json
          ? `${JSON.stringify({ pipeline: graph.pipeline, ...costed })}\n`
          : costText(costed, { all: flags.all ?? false, price }),
      );
    });
}
