import { formatSeconds } from "../run/observe/print/duration.ts";
import type { CostedNode, CostedPlan } from "./cost_plan.ts";
import { formatMoney, type Price } from "./price.ts";
import { textTable } from "./text_table.ts";

/** A plan with its cost, for people. */
export function costText(
  plan: CostedPlan,
  { all, price }: {
    /** Whether nodes that are in the store are listed too. */
    readonly all: boolean;
    readonly price: Price | undefined;
  },
): string {
  const shown = plan.nodes.filter(({ status }) => all || status !== "hit");
  const heading = ["node", "status", "why", "time", "80 % within", "from runs"];
  const table = textTable([
    price === undefined ? heading : [...heading, "cost"],
    ...shown.map((node) => [
      node.node,
      node.status,
      node.reason,
      node.seconds === null ? "unknown" : formatSeconds(node.seconds),
      rangeText(node),
      node.samples,
      ...(price === undefined ? [] : [
        node.cost === null ? "unknown" : formatMoney(node.cost, price.currency),
      ]),
    ]),
  ]);
  const lines = [sumUp(plan), ...otherEngines(plan)];
  return `${shown.length === 0 ? "" : `${table}\n`}${lines.join("\n")}\n`;
}

/** What is taken of other engines, and what could be. */
function otherEngines({ nodes, engine }: CostedPlan): string[] {
  const counts = (isHit: boolean) => {
    const found = new Map<string, number>();
    for (const { status, elsewhere } of nodes) {
      if (elsewhere === null || (status === "hit") !== isHit) continue;
      found.set(elsewhere, (found.get(elsewhere) ?? 0) + 1);
    }
    return [...found];
  };
  return [
    ...counts(true).map(([numerics, count]) =>
      `${count} of those in the store are of ${numerics}, taken for ${engine.numerics}`
    ),
    ...counts(false).map(([numerics, count]) =>
      `${count} of those to run have a result of ${numerics}: --accept-engine ${numerics} takes it, though ${engine.name} may give other last digits`
    ),
  ];
}

function rangeText({ low, high, status }: CostedNode): string {
  if (low === null || high === null || status === "hit") return "";
  return `${formatSeconds(low)} – ${formatSeconds(high)}`;
}

function sumUp({ hits, runs, pending, unknown, ...cost }: CostedPlan): string {
  if (runs + pending === 0) return `Nothing to do: ${hits} in the store`;
  const parts = [`${hits} in the store`, `${runs} to run`];
  if (pending > 0) parts.push(`${pending} waiting for those`);
  const counts = parts.join(", ");
  const { seconds, wall, cost: money } = cost;
  if (seconds === null || wall === null) {
    return `${counts}; time unknown, since none of these stages ran on this machine yet`;
  }
  const work = `about ${formatSeconds(seconds)} of work at most`;
  const ends = `${formatSeconds(wall.seconds)} from start to end (${
    formatSeconds(wall.low)
  } – ${formatSeconds(wall.high)})`;
  const costs = money === null
    ? ""
    : `, which costs ${formatMoney(money.amount, money.currency)} (${
      formatMoney(money.low, money.currency)
    } – ${formatMoney(money.high, money.currency)})`;
  const rest = unknown > 0
    ? `; and ${unknown} node${unknown === 1 ? "" : "s"} of unknown time`
    : "";
  return `${counts}; ${work}, ${ends}${costs}${rest}`;
}
