import { PipelineError } from "../dsl/error.ts";
import type { Pipeline } from "../dsl/pipeline.ts";
import { historyOf } from "../plan/mod.ts";
import type { Store } from "../store/mod.ts";

/** Parameter that lists fresh seeds, look by look. */
const FRESH = "fresh";

/**
 * Makes sure that seeds can be added to a pipeline.
 *
 * @param pipeline What the file declares
 * @param params What `--set` gives
 * @throws {PipelineError} when it has no parameter `fresh`, a list of positive
 * whole numbers, or `--set` gives it too
 */
export function requireFresh(
  { name, params: schema }: Pipeline,
  params: Readonly<Record<string, unknown>>,
): void {
  if (!takesCounts(schema?.shape[FRESH])) {
    throw misuse(
      `pipeline '${name}' has no parameter '${FRESH}' that lists positive whole numbers; declare ${FRESH}: z.array(z.int().positive()).default([8])`,
    );
  }
  if (!Object.hasOwn(params, FRESH)) return;
  throw misuse(
    `--set gives '${FRESH}' too; leave out one of the two`,
  );
}

/**
 * The list of fresh seeds of a pipeline's last run, with one more look.
 *
 * @param pipeline What the file declares; it has been checked
 * @param store Where its runs are noted
 * @param options `count`: fresh seeds of the new look; `seed`: in place of the
 * pipeline's own
 * @returns The longer list, and the flag that gives it
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { definePipeline } from "../dsl/pipeline.ts";
 * import { Store } from "../store/mod.ts";
 * import { moreSeeds } from "./more_seeds.ts";
 *
 * const pipeline = definePipeline({
 *   name: "study",
 *   params: z.object({ fresh: z.array(z.int().positive()).default([8]) }),
 *   targets: () => ({}),
 * });
 * using store = Store.open(await Deno.makeTempDir());
 * const { flag } = moreSeeds(pipeline, store, { count: 4 });
 * console.assert(flag === "--set fresh=[8,4]");
 * ```
 */
export function moreSeeds(
  pipeline: Pipeline,
  store: Store,
  { count, seed = pipeline.seed }: {
    readonly count: number;
    readonly seed?: number | undefined;
  },
): { readonly fresh: readonly number[]; readonly flag: string } {
  const history = historyOf(pipeline, seed);
  const [last] = store.runs.list({ pipeline: history, limit: 1 });
  const field = pipeline.params!.shape[FRESH]!;
  const before = field.safeParse(last?.params[FRESH]);
  const preset = field.safeParse(undefined);
  const list = before.success
    ? before.data
    : preset.success
    ? preset.data
    : undefined;
  const fresh = [...(list as readonly number[] | undefined) ?? [], count];
  return { fresh, flag: `--set ${FRESH}=${JSON.stringify(fresh)}` };
}

/** Whether a field takes lists of positive whole numbers, and nothing else. */
function takesCounts(
  field: { safeParse(value: unknown): { success: boolean } } | undefined,
): boolean {
  const takes = (value: unknown) => field?.safeParse(value).success ?? false;
  return [[1], [8], [8, 8]].some(takes) && ![[0], [0.5], ["1"], 1].some(takes);
}

function misuse(problem: string): PipelineError {
  return new PipelineError("misuse", `Cannot add seeds: ${problem}`);
}
