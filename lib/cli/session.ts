import { buildGraph, type Graph } from "../plan/mod.ts";
import type { PlanOptions, RunOptions } from "../run/mod.ts";
import { Store } from "../store/mod.ts";
import type { App } from "./app.ts";
import { loadPipeline, resolvePath } from "./load.ts";
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
  /** Seed in place of the pipeline's own. */
  readonly seed?: number | undefined;
}

/** A pipeline file opened together with its store. */
export interface Session extends Disposable {
  /** The pipeline with its parameters set. */
  readonly graph: Graph;
  /** Open until the session is disposed of. */
  readonly store: Store;
  /** Settings that planning and running share. */
  readonly options: PlanOptions & Pick<RunOptions, "permissions">;
  /** Seed that was asked for in place of the pipeline's own, if one was. */
  readonly seed: number | undefined;
}

/** Loads a pipeline and builds its graph. */
export async function openGraph(
  path: string,
  flags: Pick<PipelineFlags, "set">,
  app: App,
): Promise<Graph> {
  const { pipeline } = await loadPipeline(path, app);
  return buildGraph(pipeline, await parseSettings(flags.set));
}

/** Loads a pipeline, builds its graph and opens the store. */
export async function openSession(
  path: string,
  flags: PipelineFlags,
  app: App,
): Promise<Session> {
  const permissions = stagePermissions(readSettings(app.directory));
  const { pipeline, file, loaded } = await loadPipeline(path, app);
  const params = await parseSettings(flags.set);
  const { seed } = flags;
  const graph = buildGraph(
    pipeline,
    params,
    seed === undefined ? {} : { seed },
  );
  const store = Store.open(resolvePath(flags.store, app));
  return {
    graph,
    store,
    seed,
    options: {
      engine: flags.engine,
      permissions,
      source: { file, params, modules: [app.stagesModule], loaded },
    },
    [Symbol.dispose]: () => store.close(),
  };
}
