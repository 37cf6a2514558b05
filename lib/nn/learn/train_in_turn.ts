import type { Checkpoints, StageContext } from "../../dsl/context.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { type Arrays, ndarray } from "../../tensor/array.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../tensor/safetensors.ts";

/** What a training needs of its stage. */
export type TrainingContext = Pick<
  StageContext,
  "checkpoints" | "progress" | "signal"
>;

/**
 * Runs several trainings one after the other in one checkpoint: it holds the
 * results of those that are finished and the state of the one that runs, so
 * that an interrupted stage goes on at the same step of the same training.
 *
 * @param count Number of trainings
 * @param run Does training `index` with the context given to it, for example
 * by `train`, and returns its result; depends on nothing but `index`
 * @param ctx Of the stage; trainings count as equally long in its progress
 * @returns One result a training
 * @throws whatever `ctx.signal` carries, after saving a checkpoint
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/mod.ts";
 * import { trainInTurn } from "./train_in_turn.ts";
 *
 * const results = await trainInTurn(
 *   2,
 *   (index) => Promise.resolve({ x: ndarray(Float32Array.of(index), [1]) }),
 *   {
 *     checkpoints: {
 *       load: () => Promise.resolve(undefined),
 *       due: () => false,
 *       save: () => Promise.resolve(),
 *     },
 *     progress: () => {},
 *     signal: new AbortController().signal,
 *   },
 * );
 * console.assert(results[1]!.x!.data[0] === 1);
 * ```
 */
export async function trainInTurn(
  count: number,
  run: (index: number, ctx: TrainingContext) => Promise<Arrays>,
  ctx: TrainingContext,
): Promise<Arrays[]> {
  const { finished, running } = unpack(await ctx.checkpoints.load());
  const save = (state?: Uint8Array) =>
    ctx.checkpoints.save(pack({ finished, running: state }));
  const begun = finished.length;
  for (let index = begun; index < count; index++) {
    const checkpoints: Checkpoints = {
      load: () => Promise.resolve(index === begun ? running : undefined),
      due: () => ctx.checkpoints.due(),
      save,
    };
    finished.push(
      await run(index, {
        checkpoints,
        signal: ctx.signal,
        progress: ({ done, total, ...rest }) =>
          ctx.progress({
            ...rest,
            done: index * total + done,
            total: count * total,
          }),
      }),
    );
    if (index + 1 === count) break;
    if (ctx.checkpoints.due()) await save();
    ctx.signal.throwIfAborted();
  }
  return finished;
}

interface Saved {
  /** Results of the trainings that are finished, in order. */
  readonly finished: Arrays[];
  /** Checkpoint of the next one, if it has begun. */
  readonly running?: Uint8Array | undefined;
}

function pack({ finished, running }: Saved): Uint8Array {
  const results = finished.map((arrays, i) => withPrefix(`${i}/`, arrays));
  return encodeSafetensors({
    ...Object.assign({}, ...results) as Arrays,
    ...(running && { running: ndarray(running, [running.length]) }),
  }, { finished: String(finished.length) });
}

function unpack(bytes: Uint8Array | undefined): Saved {
  if (bytes === undefined) return { finished: [] };
  const { arrays, metadata } = decodeSafetensors(bytes);
  const running = arrays.running?.data as Uint8Array | undefined;
  return {
    finished: Array.from(
      { length: Number(metadata.finished) },
      (_, i) => underPrefix(`${i}/`, arrays),
    ),
    running: running?.slice(),
  };
}
