import type { Graph } from "../../plan/graph.ts";
import { type Plan, planWith } from "../../plan/plan.ts";
import { realityOf } from "../../plan/reality.ts";
import { processId } from "../../platform/process.ts";
import type { RunStart } from "../../store/runs.ts";
import type { Store } from "../../store/store.ts";
import { refuseInsideWorker } from "../attempt/worker/inside_worker.ts";
import { Remote } from "../cache/remote.ts";
import { openExecutor } from "../executors/executors.ts";
import { thisMachine } from "../machine/machine.ts";
import type { CacheTotals, NodeResult, RunEvent } from "../observe/events.ts";
import { Listener } from "../observe/listener.ts";
import { STATUS_NOTE } from "../observe/run_status.ts";
import { StatusBoard } from "../observe/status_board.ts";
import { openTelemetry } from "../observe/telemetry.ts";
import type { RunContext } from "../scheduler/run_context.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { RunBudget } from "../stop/budget.ts";
import { stopOf } from "../stop/stop_of.ts";
import { forwardStops } from "./_forward_stops.ts";
import { openGraphContext } from "./graph_context.ts";
import { noteEnd } from "./_note_end.ts";
import type { RunOptions } from "./options.ts";
import { predictNodes } from "./predict.ts";
import { refuseHopeless } from "./_refuse_hopeless.ts";
import { newRunId } from "./run_id.ts";
import { targetsOf, totalsOf } from "./_sum_up.ts";
import type { RunSummary } from "./summary.ts";

/**
 * Makes the targets of a graph: takes from the store what is there, runs the
 * rest in dependency order, records every result, and resolves to a summary.
 * A failed node does not reject; it is in the summary, with its reason.
 *
 * @param graph What to make
 * @param store Where artifacts live
 * @param options What to make, how, and who listens
 * @throws {PipelineError} before anything runs: when a name does not exist, a
 * configured file cannot be read, or the store cannot be written; afterwards,
 * what `onEvent` threw: it hears no more, and the run ends as it should
 */
export async function runGraph(
  graph: Graph,
  store: Store,
  options: RunOptions = {},
): Promise<RunSummary> {
  refuseInsideWorker();
  const { machine = thisMachine() } = options;
  const began = machine.now();
  const time = () => machine.date().getTime();
  using telemetry = await openTelemetry(time());
  const run = newRunId(machine.date());
  const around = await openGraphContext(graph, store, { ...options, machine });
  const { facts, jobs, gpus } = around;
  const engine = facts.engine.name;
  const start: RunStart = {
    id: run,
    pipeline: graph.history,
    file: options.source?.file,
    params: options.source?.params ?? {},
    engine,
    host: machine.host,
    pid: processId(),
    started: machine.date().toISOString(),
  };
  using presence = store.writable
    ? store.live.announce(run, { ...start })
    : undefined;
  using board = new StatusBoard(
    (text) => presence?.note(STATUS_NOTE, text),
    time,
  );
  const listener = new Listener(options.onEvent);
  const emit = (event: RunEvent) => {
    telemetry?.event(event);
    board.event(event);
    listener.event(event);
  };
  emit({
    type: "run-started",
    run,
    pipeline: graph.pipeline,
    seed: graph.seed,
    nodes: facts.needed.size,
    jobs,
  });
  const plan = store.withoutGc(() => {
    const made = planWith(around.settler, { graph, needed: facts.needed });
    if (presence !== undefined) {
      store.transaction(() => store.runs.start(start));
      if (made.runs > 0 && made.hits > 0) {
        presence.note("roots", store.runs.planned(run, hitsOf(made)));
      }
    }
    return made;
  });
  const { hits, runs, pending } = plan;
  emit({ type: "planned", hits, runs, pending });
  if (runs > 0) store.requireWritable();
  await refuseHopeless(plan, facts);
  const todo = plan.nodes.flatMap(({ node, status }) =>
    status === "hit" ? [] : [node]
  );
  const { host } = machine;
  const predictions = predictNodes(todo, { store, engine, host });
  const budget = options.budget && new RunBudget(
    { since: began, ...options.budget },
    predictions,
    machine.now,
  );
  const message = budget?.warning(todo);
  if (message !== undefined) {
    emit({ type: "warning", node: undefined, message });
  }
  const opened = await openExecutor(options.executor, options);
  const { executor } = opened;
  const remote = runs > 0 && options.cache !== undefined
    ? new Remote(options.cache, { store, emit })
    : undefined;
  const context: RunContext = {
    ...around,
    run,
    emit,
    traceOf: (node) => telemetry?.traceOf(node),
    executor,
    remote,
    budget,
    predictions,
    keepGoing: options.keepGoing ?? true,
  };
  const scheduler = new Scheduler(context);
  using _ = forwardStops(scheduler, { ...options, executor, emit, budget });
  let results: readonly NodeResult[];
  let cache: CacheTotals | undefined;
  try {
    results = await scheduler.run(plan);
  } finally {
    await opened.close();
    cache = await remote?.close();
  }
  const reality = realityOf(results);
  const stopped = budget?.stopped && !options.signal?.aborted
    ? stopOf(todo, { ...context, results, budget, gpus: gpus.length })
    : undefined;
  const totals = totalsOf(results, {
    interrupted: scheduler.interrupted || stopped !== undefined,
    ...(reality === undefined ? {} : { reality }),
    ...(stopped === undefined ? {} : { stopped }),
    seconds: (machine.now() - began) / 1000,
    ...(cache === undefined ? {} : { cache }),
  });
  noteEnd(context, { start, results, totals });
  emit({ type: "run-finished", ...totals });
  listener.throwIfFailed();
  return { run, ...totals, nodes: results, targets: targetsOf(graph, results) };
}

/** What a plan counts on, for gc to leave. */
function hitsOf({ nodes }: Plan): (readonly [node: string, key: string])[] {
  return nodes.flatMap((each) =>
    each.status === "hit" ? [[each.node.name, each.key] as const] : []
  );
}
