import { PipelineError } from "../../dsl/error.ts";
import type { Graph } from "../../plan/graph.ts";
import type { OutputRecord } from "../../plan/record.ts";
import { realityOf } from "../../plan/reality.ts";
import { Settler } from "../../plan/settle.ts";
import { type Plan, planWith } from "../../plan/plan.ts";
import type { RunStart } from "../../store/runs.ts";
import type { Store } from "../../store/store.ts";
import { RunBudget } from "../stop/budget.ts";
import { stopOf } from "../stop/stop_of.ts";
import type {
  CacheTotals,
  NodeResult,
  RunEvent,
  RunTotals,
} from "../observe/events.ts";
import type { Executor } from "../executors/executor.ts";
import { InlineExecutor } from "../executors/inline.ts";
import { ProcessExecutor } from "../executors/process.ts";
import { gatherFacts } from "../cache/facts.ts";
import { heedStops } from "../stop/heed_stops.ts";
import { gpusFor } from "../machine/gpus.ts";
import { hostClass } from "../machine/host.ts";
import { Listener } from "../observe/listener.ts";
import { refuseHopeless } from "./_refuse_hopeless.ts";
import { refuseInsideWorker } from "../attempt/worker/inside_worker.ts";
import type { RunOptions } from "./options.ts";
import { predictNodes } from "./predict.ts";
import { Remote } from "../cache/remote.ts";
import { newRunId } from "./run_id.ts";
import { STATUS_NOTE } from "../observe/run_status.ts";
import { OVER_BUDGET, Scheduler } from "./_scheduler.ts";
import { StatusBoard } from "../observe/status_board.ts";
import type { RunSummary } from "./summary.ts";
import { openTelemetry } from "../observe/telemetry.ts";

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
  const started = performance.now();
  using telemetry = await openTelemetry(Date.now());
  const jobs = Math.max(1, options.jobs ?? navigator.hardwareConcurrency);
  const run = newRunId();
  const facts = await gatherFacts(graph, store, options);
  const granted = gpusFor(facts.engine, options.gpus);
  // In one process all stages share one engine, and it computes on one card.
  const gpus = options.executor === "inline" ? granted.slice(0, 1) : granted;
  const start: RunStart = {
    id: run,
    pipeline: graph.history,
    file: options.source?.file,
    params: options.source?.params ?? {},
    engine: facts.engine.name,
    host: hostClass(),
    pid: Deno.pid,
    started: new Date().toISOString(),
  };
  using presence = store.writable
    ? store.live.announce(run, { ...start })
    : undefined;
  using board = new StatusBoard((text) => presence?.note(STATUS_NOTE, text));
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
  const settler = new Settler(graph, store, facts);
  const plan = store.withoutGc(() => {
    const made = planWith(settler, { graph, needed: facts.needed });
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
  const engine = facts.engine.name;
  const predictions = predictNodes(todo, { store, engine });
  const budget = options.budget &&
    new RunBudget({ since: started, ...options.budget }, predictions);
  const message = budget?.warning(todo);
  if (message !== undefined) {
    emit({ type: "warning", node: undefined, message });
  }
  const executor = newExecutor(store, options);
  const remote = runs > 0 && options.cache !== undefined
    ? new Remote(options.cache, { store, emit })
    : undefined;
  const scheduler = new Scheduler({
    budget,
    predictions,
    graph,
    store,
    facts,
    settler,
    executor,
    jobs,
    gpus,
    run,
    emit,
    source: options.source,
    traceOf: (node) => telemetry?.traceOf(node),
    remote,
    keepGoing: options.keepGoing ?? true,
  });
  using _ = forwardStops(scheduler, { executor, options, emit, budget });
  let results: readonly NodeResult[];
  let cache: CacheTotals | undefined;
  try {
    results = await scheduler.run(plan);
  } finally {
    await executor.close();
    cache = await remote?.close();
  }
  const reality = realityOf(results);
  const stopped = budget?.stopped && !options.signal?.aborted
    ? stopOf(todo, {
      results,
      predictions,
      budget,
      jobs,
      gpus: gpus.length,
    })
    : undefined;
  const totals = totalsOf(results, {
    interrupted: scheduler.interrupted || stopped !== undefined,
    ...(reality === undefined ? {} : { reality }),
    ...(stopped === undefined ? {} : { stopped }),
    seconds: (performance.now() - started) / 1000,
    ...(cache === undefined ? {} : { cache }),
  });
  noteEnd(store, { start, graph, results, totals, emit });
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

function newExecutor(
  store: Store,
  { executor, permissions, limit }: RunOptions,
): Executor {
  switch (executor) {
    case "inline":
      if (limit !== undefined) {
        throw new PipelineError(
          "misuse",
          "Cannot limit the time of stages in this process: leave out --timeout, or --executor inline",
        );
      }
      return new InlineExecutor(store);
    case undefined:
    case "process":
      return new ProcessExecutor({ permissions, limit });
    default:
      executor satisfies never;
      throw new PipelineError(
        "misuse",
        `Cannot use executor '${executor}': expected process or inline`,
      );
  }
}

/** Passes the two stages of stopping on to the scheduler and the executor. */
function forwardStops(
  scheduler: Scheduler,
  { executor, options, emit, budget }: {
    executor: Executor;
    budget: RunBudget | undefined;
    options: RunOptions;
    emit: (event: RunEvent) => void;
  },
): Disposable {
  const stops = heedStops(options, {
    stop() {
      emit({
        type: "stopping",
        message:
          "stopping: running stages save a checkpoint; press Ctrl-C again to stop at once",
      });
      scheduler.interrupt();
      executor.stop();
    },
    kill() {
      scheduler.interrupt();
      executor.kill();
    },
  });
  const watch = budget?.watch(() => {
    if (scheduler.interrupted) return false;
    const message =
      `the budget of ${budget.text} is used up: running stages save a checkpoint`;
    emit({ type: "stopping", message });
    scheduler.interrupt(OVER_BUDGET);
    executor.stop();
    return true;
  }, () => executor.kill());
  return {
    [Symbol.dispose]() {
      watch?.[Symbol.dispose]();
      stops[Symbol.dispose]();
    },
  };
}

type NodeStatusCount = "ran" | "hits" | "failed" | "blocked";

function totalsOf(
  results: readonly NodeResult[],
  { interrupted, ...end }: Omit<RunTotals, "status" | NodeStatusCount> & {
    interrupted: boolean;
  },
): RunTotals {
  const count = (status: NodeResult["status"]) =>
    results.filter((result) => result.status === status).length;
  const failed = count("failed");
  const blocked = count("blocked");
  const stopped = interrupted && blocked > 0;
  return {
    status: stopped ? "interrupted" : failed > 0 ? "failed" : "ok",
    ran: count("ran"),
    hits: count("hit"),
    failed,
    blocked,
    ...end,
  };
}

function noteEnd(
  store: Store,
  { start, graph, results, totals, emit }: {
    start: RunStart;
    graph: Graph;
    results: readonly NodeResult[];
    totals: RunTotals;
    emit: (event: RunEvent) => void;
  },
): void {
  if (!store.writable) return;
  const keys = results.flatMap(({ node, key, status }) =>
    key !== undefined && (status === "hit" || status === "ran")
      ? [[node, key] as const]
      : []
  );
  const before = store.latest(graph.history, keys.map(([node]) => node));
  const changed = keys.filter(([node, key]) => before.get(node) !== key);
  try {
    store.setLatest(graph.history, new Map(changed));
    store.runs.finish(start, {
      ...totals,
      finished: new Date().toISOString(),
      nodes: keys,
    });
  } catch (error) {
    const { message } = error as Error;
    if (results.some(({ reason }) => reason === message)) return;
    emit({ type: "warning", node: undefined, message });
  }
}

function targetsOf(
  graph: Graph,
  results: readonly NodeResult[],
): Record<string, OutputRecord> {
  const byName = new Map(results.map((result) => [result.node, result]));
  return Object.fromEntries(
    Object.entries(graph.targets).flatMap(([target, { node, port }]) => {
      const output = byName.get(graph.nodes[node]!.name)?.outputs[port];
      return output === undefined ? [] : [[target, output]];
    }),
  );
}
