import type { App } from "../app.ts";
import { budgetOf } from "../budget.ts";
import { timeLimit } from "../time_limit.ts";
import { printPages, printTables, writeResults } from "../results.ts";
import { untilIntact } from "../until_intact.ts";
import { eachSeed } from "../replications.ts";
import { sayEngine } from "../say_engine.ts";
import { collectSeeds } from "../seeds.ts";
import { openSession } from "../session.ts";
import { readSettings } from "../settings.ts";
import { sharedCacheOf } from "../shared_cache.ts";
import {
  examples,
  executorOption,
  gpusOption,
  jobsOption,
  pipelineCommand,
  positiveInteger,
  repeatable,
  sharedCacheOption,
} from "./_flags.ts";

/** `run FILE`: makes what is missing or out of date. */
export function runCommand(app: App, exit: (code: number) => void) {
  return pipelineCommand("run")
    .description("Run a pipeline: make what is missing or out of date")
    .addOption(
      repeatable(
        "--only <target>",
        "make this target or node only; repeatable",
      ),
    )
    .addOption(
      repeatable(
        "--force <node>",
        "run this node whatever is stored; repeatable",
      ),
    )
    .addOption(executorOption())
    .addOption(jobsOption())
    .addOption(gpusOption())
    .option(
      "--timeout <time>",
      "longest time of an attempt, such as 90s, 15m or 2h; it is asked to save a checkpoint, and fails",
      timeLimit,
    )
    .option(
      "--budget <limit>",
      "most time (30s, 90m, 2h) or money (20, 20EUR) to use: nodes that may take more are not started; what still runs at the end saves a checkpoint and stops",
    )
    .addOption(sharedCacheOption())
    .option(
      "--seed <seeds>",
      "seed in place of the pipeline's own; several (1..5, or repeated) are replications",
      collectSeeds,
      [] as number[],
    )
    .option(
      "--more-seeds <n>",
      "add a look of n fresh seeds to those of the last run, for pipelines with a parameter 'fresh'",
      positiveInteger,
    )
    .option("--no-keep-going", "start nothing new after a failure")
    .option("--quiet", "print results only")
    .addHelpText(
      "after",
      examples(
        [
          "run pipelines/quickstart.ts",
          "run mine.yaml --set steps=500 --only table --json",
          "run mine.ts --seed 1..5",
          "run study.ts --more-seeds 4",
        ],
        '{"event":"node",…} a node, {"event":"run","status","ran","hits","failed","seconds"} at the end; with a shared cache also "cache":{"hits","sent","bytesIn","secondsIn","bytesOut","secondsOut","retries"}',
      ) +
        '\nA node has "predicted":{"seconds","low","high"} where earlier runs tell; the run then has "predicted" and "reality":{"stages":{stage:row},"total":row} with rows {"nodes","predicted","seconds","within"}. A run that its budget ended is "interrupted", exit code 130, with "stoppedBy":"budget", "remaining":{"seconds","low","high"} (wall time) and "unknown":n\n' +
        '\nWith --seed, each line has "seed"; several end with {"event":"replications","pipeline","status","seeds":[…],"targets":{target:[{"labels":{column:cell},"figures":{column:{"count","mean","sd","low","high"}}}]|null}}; low and high are Student\'s 95 % interval of the mean\n' +
        '\nA pipeline that looks at results runs in rounds: {"event":"round","round":n,"known":[node],"open":node|null} before each; "run" adds them up, with "rounds":n and "open":node|null. Each is a run of its own in the store.\n' +
        "\nCtrl-C saves a checkpoint and stops; running again goes on from it.\n",
    )
    .action(async (path, all) => {
      // Once: it takes the secret out of the environment.
      const cache = sharedCacheOf(app, all.sharedCache);
      const budget = all.budget === undefined
        ? {}
        : { budget: budgetOf(all.budget, readSettings(app.directory)) };
      await eachSeed<typeof all>({ app, exit }, async (file, flags, note) => {
        using session = await openSession(file, flags, app);
        const { store, seed, added } = session;
        if (added !== undefined) {
          const text =
            `Fresh seeds are added for this run alone; to go on with them, or to keep them, run with ${added}\n`;
          if (flags.json || flags.quiet) app.warn(text);
          else app.write(text);
        }
        if (!flags.json && !flags.quiet) sayEngine(flags, app);
        // Loaded when needed: other commands start without what runs pipelines.
        const { runSession } = await import("../run_session.ts");
        const run = () =>
          runSession(session, {
            app,
            verbosity: flags.json ? "json" : flags.quiet ? "quiet" : "text",
            only: flags.only,
            force: flags.force,
            executor: flags.executor,
            keepGoing: flags.keepGoing,
            ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
            ...(flags.gpus === undefined ? {} : { gpus: flags.gpus }),
            ...(flags.timeout === undefined
              ? {}
              : { limit: { seconds: flags.timeout } }),
            ...(cache === undefined ? {} : { cache }),
            ...budget,
          });
        await untilIntact(run, async (summary) => {
          const written = store.writable
            ? await writeResults(summary, { store, seed })
            : [];
          note(summary, session);
          if (flags.json) return;
          printTables(summary.targets, { store, app });
          printPages(written, { app, json: false });
        });
      })(path, all);
    });
}
