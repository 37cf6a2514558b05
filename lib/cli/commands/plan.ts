import { type Forecast, forecast } from "../../plan/cost.ts";
import type { Plan } from "../../plan/mod.ts";
import { hostClass } from "../../run/host.ts";
import { planRun } from "../../run/mod.ts";
import { formatSeconds } from "../../run/print/format.ts";
import type { App } from "../app.ts";
import { openSession } from "../session.ts";
import { textTable } from "../text_table.ts";
import { collect, examples, pipelineCommand, seedOption } from "./_flags.ts";

/** `plan FILE`: what a run would do, and why; runs nothing. */
export function planCommand(app: App) {
  return pipelineCommand("plan")
    .description("Show what a run would do, why, and how long it may take")
    .option(
      "--only <target>",
      "plan for this target or node only; repeatable",
      collect,
      [] as string[],
    )
    .option(
      "--force <node>",
      "plan to run this node whatever is stored; repeatable",
      collect,
      [] as string[],
    )
    .option("--all", "list nodes that are in the store too")
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        ["plan pipelines/quickstart.ts", "plan mine.ts --set steps=500 --json"],
        '{"hits":n,"runs":n,"pending":n,"seconds":s|null,"nodes":[{"node","stage","status","reason","seconds","samples"}]}',
      ),
    )
    .action(async (file, flags) => {
      using session = await openSession(file, flags, app);
      const { graph, store, options } = session;
      const { only, force } = flags;
      const plan = await planRun(graph, store, { ...options, only, force });
      const forecasts = new Map(
        [...store.timings(hostClass())].map((
          [stage, seconds],
        ) => [stage, forecast(seconds)]),
      );
      const nodes = plan.nodes.map(({ node, status, reasons }) => ({
        node: node.name,
        stage: node.stage.spec.name,
        status,
        reason: reasons.map(({ text }) => text).join("; "),
        ...(status === "hit"
          ? { seconds: 0, samples: 0 }
          : forecasts.get(node.stage.spec.name) ?? forecast([])),
      }));
      if (flags.json) {
        const { hits, runs, pending } = plan;
        app.write(
          `${
            JSON.stringify({
              pipeline: graph.pipeline,
              hits,
              runs,
              pending,
              seconds: total(nodes)?.seconds ?? null,
              nodes: nodes.map((node) => ({
                ...node,
                seconds: node.seconds ?? null,
              })),
            })
          }\n`,
        );
        return;
      }
      const shown = nodes.filter(({ status }) => flags.all || status !== "hit");
      if (shown.length > 0) {
        app.write(textTable([
          ["node", "status", "why", "time", "from runs"],
          ...shown.map((node) => [
            node.node,
            node.status,
            node.reason,
            node.seconds === undefined
              ? "unknown"
              : formatSeconds(node.seconds),
            node.samples,
          ]),
        ]));
        app.write("\n");
      }
      app.write(`${sumUp(plan, total(nodes))}\n`);
    });
}

/** Seconds of all nodes together, or undefined when none is known. */
function total(nodes: readonly Forecast[]) {
  const known = nodes.flatMap(({ seconds }) => seconds ?? []);
  return {
    seconds: known.length < nodes.length && known.every((s) => s === 0)
      ? undefined
      : known.reduce((sum, each) => sum + each, 0),
    unknown: nodes.length - known.length,
  };
}

function sumUp(
  { hits, runs, pending }: Plan,
  { seconds, unknown }: ReturnType<typeof total>,
): string {
  const parts = [`${hits} in the store`, `${runs} to run`];
  if (pending > 0) parts.push(`${pending} waiting for those`);
  if (runs + pending === 0) return `Nothing to do: ${hits} in the store`;
  const time = seconds === undefined
    ? "time unknown, since none of these stages ran on this machine yet"
    : `about ${formatSeconds(seconds)} of work at most${
      unknown > 0 ? `, and ${unknown} nodes of unknown time` : ""
    }`;
  return `${parts.join(", ")}; ${time}`;
}
