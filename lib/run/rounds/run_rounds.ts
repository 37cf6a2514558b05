import { PipelineError } from "../../dsl/error.ts";
import { type Graph, nameOfOpen } from "../../plan/graph.ts";
import type { Store } from "../../store/store.ts";
import type { RunEvent } from "../observe/events.ts";
import type { RunOptions } from "../driver/options.ts";
import { type Round, settleRound, withAnswers } from "./rounds.ts";
import { thisMachine } from "../machine/machine.ts";
import { runGraph } from "../driver/run.ts";
import { selectionOf, type Wanted } from "./selection.ts";
import type { RunSummary } from "../driver/summary.ts";
import { Tally } from "./_tally.ts";

/** Settings of a run of rounds. */
export interface RoundsOptions extends Omit<RunOptions, "only"> {
  /**
   * What to make: names of targets or nodes, all targets when empty or absent;
   * or a function that finds them in the graph of each round.
   */
  readonly only?: Wanted;
}

/** What a run of rounds came to, added up. */
export interface RoundsSummary extends RunSummary {
  /** Of the last round. */
  readonly graph: Graph;
}

/**
 * Makes the targets of a pipeline that looks at results: what it asks for
 * first, then what it builds when it knows that, and so on, until nothing is
 * open, a round fails, or the run is stopped. Each round is a run in the
 * store; events and numbers are those of one. A pipeline that asks nothing
 * takes one round.
 *
 * @param first The pipeline, built by `openRounds`
 * @param store Where artifacts live
 * @param options As of a run; a budget is that of all rounds
 * @throws {PipelineError} as `runGraph` and `settleRound` do
 */
export async function runRounds(
  first: Round,
  store: Store,
  options: RoundsOptions = {},
): Promise<RoundsSummary> {
  const { onEvent, only: wanted = [], ...rest } = options;
  const { machine = thisMachine() } = rest;
  const budget = rest.budget &&
    { budget: { since: machine.now(), ...rest.budget } };
  let round = await settleRound(first, store, rest);
  if (round.graph.asked.length === 0) {
    const { graph } = round;
    const only = typeof wanted === "function" ? wanted(graph) : wanted;
    const summary = await runGraph(graph, store, {
      ...rest,
      ...budget,
      only,
      ...(onEvent === undefined ? {} : { onEvent }),
    });
    return { ...summary, graph };
  }
  const tally = new Tally(machine);
  const seen = new Set<string>();
  let force = rest.force ?? [];
  let last = round.graph;
  const hear = (event: RunEvent) => {
    if (event.type === "run-finished") return;
    const isAgain = event.type === "node-finished" && tally.has(event);
    onEvent?.(isAgain ? { ...event, again: true } : event);
  };
  for (let number = 1;; number++) {
    const { graph, answers } = round;
    const open = nameOfOpen(graph);
    const selection = selectionOf(graph, { only: wanted, force, seen });
    if (selection.isDone) break;
    const known = answers.map(({ node }) => node);
    onEvent?.({ type: "round", round: number, known, open });
    if (number === 1) warnOfLater(selection.later, { open: open!, onEvent });
    const summary = await runGraph(graph, store, {
      ...withAnswers({ ...rest, ...budget }, answers),
      only: selection.only,
      force: selection.force,
      onEvent: hear,
    });
    tally.add(summary);
    last = graph;
    if (!selection.goesOn || summary.status !== "ok") break;
    for (const name of [...Object.keys(graph.targets), ...graph.names.keys()]) {
      seen.add(name);
    }
    const covered = new Set(summary.nodes.map(({ node }) => node));
    force = force.filter((name) => !covered.has(name));
    const next = await settleRound(round, store, rest);
    if (next.answers.length === answers.length) throw nothingNew(graph, open!);
    round = next;
  }
  const summary = tally.summary(nameOfOpen(round.graph));
  const { run: _, nodes: __, targets: ___, ...totals } = summary;
  onEvent?.({ type: "run-finished", ...totals });
  return { ...summary, graph: last };
}

/** A misspelt name is told of now, not after the last round. */
function warnOfLater(
  names: readonly string[],
  { open, onEvent }: {
    readonly open: string;
    readonly onEvent: RunOptions["onEvent"];
  },
): void {
  for (const name of names) {
    onEvent?.({
      type: "warning",
      node: undefined,
      message:
        `no target or node '${name}' so far; it is looked for again once ${open} is made`,
    });
  }
}

function nothingNew({ pipeline }: Graph, open: string): PipelineError {
  return new PipelineError(
    "store",
    `Cannot go on with pipeline '${pipeline}': '${open}' was made and is not in the store as the pipeline stands now; run again when none of its files changes`,
    { node: open },
  );
}
