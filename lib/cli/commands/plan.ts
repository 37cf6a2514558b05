import { nameOfOpen } from "../../plan/mod.ts";
import { planRun } from "../../run/driver/plan.ts";
import { selectionOf } from "../../run/rounds/selection.ts";
import type { App } from "../app.ts";
import { costPlan } from "../cost_plan.ts";
import { costText } from "../cost_text.ts";
import { priceOf } from "../price.ts";
import { sayEngine } from "../say_engine.ts";
import { openSession } from "../session.ts";
import { readSettings } from "../settings.ts";
import {
  examples,
  gpusOption,
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
    .addOption(gpusOption())
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        ["plan pipelines/quickstart.ts", "plan mine.ts --set steps=500 --json"],
        '{"hits":n,"runs":n,"pending":n,"engine":{"name","numerics"},"seconds":s|null,"low":s|null,"high":s|null,"unknown":n,"wall":{"seconds","low","high"}|null,"cost":{"amount","low","high","perHour","currency"}|null,"nodes":[{"node","stage","status","reason","elsewhere","seconds","low","high","samples","method","cost"}],"known":[node],"open":[node]}',
      ) +
        `
Times are predicted from earlier runs in the store, on this class of hardware
and engine; low and high hold 80 % of runs. method: repeats (of the same
config), regression (on numbers in the config), stage (any of its runs), or
unknown. "seconds" is work, "wall" the time from start to end with --jobs;
nodes that wait for others count in full, so both are upper bounds. Cost is
wall time, for one node its own time, at the price of an hour in senzai.json.
A pipeline that looks at results is planned as far as they are known: "known"
lists the nodes that it looked at, "open" the one that has to be made before
what follows can be planned. What cannot work is refused, as by a run.
Results of other engines are not taken unless --accept-engine names them:
"elsewhere" is the class of which there is one.
`,
    )
    .action(async (file, flags) => {
      const price = priceOf(readSettings(app.directory));
      using session = await openSession(file, flags, app);
      const { graph, round, store, options } = session;
      const { engine, jobs, gpus, all = false } = flags;
      const selection = selectionOf(graph, flags);
      const { only, force, goesOn } = selection;
      const plan = await planRun(graph, store, {
        ...options,
        only,
        force,
        refuse: true,
        tellEngines: true,
      });
      const costed = costPlan(plan, { store, engine, jobs, gpus, price });
      const known = round.answers.map(({ node }) => node);
      const open = nameOfOpen(graph);
      if (flags.json) {
        const { pipeline } = graph;
        const more = { known, open: open === undefined ? [] : [open] };
        app.write(`${JSON.stringify({ pipeline, ...costed, ...more })}\n`);
        return;
      }
      if (known.length > 0) app.write(`Known: ${known.join(", ")}\n\n`);
      sayEngine(flags, app);
      const text = costText(costed, { all, price });
      app.write(
        open === undefined || !goesOn
          ? text
          : `${text.trimEnd()}; and more, once ${open} is made\n`,
      );
    });
}
