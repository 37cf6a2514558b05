import { PipelineError } from "../dsl/error.ts";
import type { Pipeline } from "../dsl/pipeline.ts";
import { historyOf } from "../plan/graph.ts";
import type { Store } from "../store/mod.ts";

type Params = Readonly<Record<string, unknown>>;

/**
 * Parameters of the last run of a pipeline, with a look more at fresh seeds: its
 * parameter `fresh` lists how many were added, look by look. Without a run, those
 * of the pipeline itself count as the first look.
 *
 * @param params As `--set` gives them; they replace those of the last run
 * @throws {PipelineError} when the pipeline has no such parameter, or `--set`
 * names it too
 */
export function withMoreSeeds(
  pipeline: Pipeline,
  params: Params,
  { count, seed, store }: {
    readonly count: number;
    readonly seed: number | undefined;
    readonly store: Store;
  },
): Params {
  const field = pipeline.params?.shape.fresh;
  const byDefault = field?.safeParse(undefined);
  if (field === undefined || !field.safeParse([1]).success) {
    throw new PipelineError(
      "misuse",
      `Cannot add seeds: pipeline '${pipeline.name}' has no parameter 'fresh' with a list of numbers of seeds, such as [8]`,
    );
  }
  if (params.fresh !== undefined) {
    throw new PipelineError(
      "misuse",
      "Cannot add seeds: --set names 'fresh' too; give one of both",
    );
  }
  const history = historyOf(pipeline, seed ?? pipeline.seed);
  const [last] = store.runs.list({ limit: 1, pipeline: history });
  const before = last?.params.fresh ?? byDefault?.data;
  if (!Array.isArray(before)) {
    throw new PipelineError(
      "misuse",
      `Cannot add seeds: no earlier run of pipeline '${pipeline.name}' and no default say how many there are; give --set fresh=[8]`,
    );
  }
  return { ...last?.params, ...params, fresh: [...before, count] };
}

/** How to give parameters in full. */
export function asSettings(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `--set '${name}=${JSON.stringify(value)}'`)
    .join(" ");
}
