import type { Graph } from "../plan/mod.ts";
import type { PlanOptions, RunOptions } from "../run/driver/options.ts";
import { numericsOf } from "../run/machine/engine_class.ts";
import {
  openRounds,
  type Round,
  settleRound,
  withAnswers,
} from "../run/rounds/rounds.ts";
import { Store } from "../store/mod.ts";
import type { App } from "./app.ts";
import { loadPipeline, resolvePath } from "./load.ts";
import { moreSeeds, requireFresh } from "./more_seeds.ts";
import { holdsStore, openForReading } from "./open_store.ts";
import { parseSettings } from "./params.ts";
import { readSettings } from "./settings.ts";
import { stagePermissions } from "./stage_permissions.ts";

/** Options that every command on a pipeline file takes. */
export interface PipelineFlags {
  /** Folder of the store, relative to where the command was given. */
  readonly store: string;
  /** Parameters as written: `name=value`. */
  readonly set: readonly string[];
  /** Name of a tensor engine, or `"auto"`. */
  readonly engine: string;
  /** Engines, or their classes, whose results are taken too. */
  readonly acceptEngine?: readonly string[];
  /** Seed in place of the pipeline's own. */
  readonly seed?: number | undefined;
  /** Fresh seeds to add to those of the last run. */
  readonly moreSeeds?: number | undefined;
}

/** A pipeline file opened together with its store. */
export interface Session extends Disposable {
  /** The pipeline with its parameters set, as far as the store knows it. */
  readonly graph: Graph;
  /** The same with the results that it looked at. */
  readonly round: Round;
  /** Open until the session is disposed of. */
  readonly store: Store;
  /** Settings that planning and running share. */
  readonly options: PlanOptions & Pick<RunOptions, "permissions">;
  /** Seed that was asked for in place of the pipeline's own, if one was. */
  readonly seed: number | undefined;
  /** The flag that gives the seeds again that were added, if any were. */
  readonly added: string | undefined;
}

/**
 * Loads a pipeline and builds its graph, as far as results allow that it looks
 * at; reads the store for these alone, where there is one.
 */
export async function openGraph(
  path: string,
  flags: Omit<PipelineFlags, "seed">,
  app: App,
): Promise<Graph> {
  const { pipeline, file, loaded } = await loadPipeline(path, app);
  const params = await parseSettings(flags.set);
  const first = openRounds(pipeline, params);
  const directory = resolvePath(flags.store, app);
  if (first.graph.open === undefined || !holdsStore(directory)) {
    return first.graph;
  }
  using store = openForReading(directory);
  const source = { file, params, modules: [app.stagesModule], loaded };
  const { engine, acceptEngine: acceptEngines = [] } = flags;
  const { graph } = await settleRound(first, store, {
    engine,
    acceptEngines,
    source,
  });
  return graph;
}

/**
 * Loads a pipeline, opens the store, and builds the graph as far as the store
 * knows what it looks at.
 */
export async function openSession(
  path: string,
  flags: PipelineFlags,
  app: App,
): Promise<Session> {
  const permissions = stagePermissions(readSettings(app.directory));
  const { pipeline, file, loaded } = await loadPipeline(path, app);
  const given = await parseSettings(flags.set);
  const { seed, engine, moreSeeds: count } = flags;
  const { acceptEngine: acceptEngines = [] } = flags;
  acceptEngines.forEach(numericsOf);
  if (count !== undefined) requireFresh(pipeline, given);
  const build = (params: Readonly<Record<string, unknown>>) =>
    openRounds(pipeline, params, seed === undefined ? {} : { seed });
  // Mistakes are told before there is a store.
  const first = build(given);
  const store = Store.open(resolvePath(flags.store, app));
  try {
    const more = count === undefined
      ? undefined
      : moreSeeds(pipeline, store, { count, seed });
    const params = more === undefined ? given : { ...given, fresh: more.fresh };
    const source = { file, params, modules: [app.stagesModule], loaded };
    const options = { engine, acceptEngines, permissions, source };
    const round = await settleRound(
      more === undefined ? first : build(params),
      store,
      options,
    );
    return {
      graph: round.graph,
      round,
      store,
      seed,
      added: more?.flag,
      options: withAnswers(options, round.answers),
      [Symbol.dispose]: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
