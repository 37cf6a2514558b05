import { formatSeconds } from "../run/print/format.ts";
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
  return `${shown.length === 0 ? "" : `${table}\n`}${sumUp(plan)}\n`;
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
