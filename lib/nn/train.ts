import type { StageContext } from "../dsl/context.ts";
import { type Arrays, firstNonFinite, ndarray } from "../tensor/array.ts";
import { underPrefix, withPrefix } from "../tensor/_prefix.ts";
import { compileStep, type StepFunction } from "../tensor/compile_step.ts";
import { keepsData, stepsACall } from "../tensor/engine.ts";
import { type Picked, withPicks } from "./picks.ts";
import { decodeSafetensors, encodeSafetensors } from "../tensor/safetensors.ts";

/** Figures over the course of a training run. */
export interface History {
  /** Steps at which figures were kept, evenly spaced. */
  readonly steps: readonly number[];
  /** Figures by name, one a kept step. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/** What to train. */
export interface Training {
  /** Number of steps, at least 1; unless the watch says otherwise. */
  readonly steps: number;
  /** State before the first step. */
  readonly initial: Arrays;
  /** One step: state and data to state and metrics. */
  readonly step: StepFunction;
  /** Data of step `index`; must depend on nothing but `index`, so that a resumed run sees the same. */
  readonly batch: (index: number) => Arrays;
  /** Rows of arrays that are data of a step too, by their names there. */
  readonly picks?: Readonly<Record<string, Picked>>;
  /** Looks at the state in between, and may change the number of steps. */
  readonly watch?: Watch | undefined;
}

/** What looks at a training while it runs. */
export interface Watch {
  /** Number of steps taken after which it looks next, above `steps`. */
  next(steps: number): number;
  /** Looks at the state after `steps` steps, and says how many there are to be in all. */
  look(steps: number, state: Arrays): Promise<number>;
  /** What it has found so far, for a checkpoint. */
  save(): Uint8Array;
  /** Goes on from what was saved, and says how many steps there are to be. */
  restore(saved: Uint8Array): number;
}

/** How a training run ended. */
export interface Trained {
  /** State after the last good step. */
  readonly state: Arrays;
  /** Metrics at about a hundred steps. */
  readonly history: History;
  /** Steps taken. */
  readonly steps: number;
  /** Step at which a figure or the state stopped being finite; the state is the last good one. */
  readonly divergedAt: number | undefined;
}

const KEPT = 200;

/**
 * Runs a training loop inside a stage: shows progress, saves checkpoints,
 * stops when asked, resumes, and ends early when a figure is not finite.
 *
 * @throws whatever `ctx.signal` carries, after saving a checkpoint
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { ndarray, useEngine } from "../tensor/mod.ts";
 * import { train } from "./train.ts";
 *
 * await useEngine("cpu");
 * const { state, history } = await train({
 *   steps: 3,
 *   initial: { sum: ndarray(Float32Array.of(0), []) },
 *   batch: (index) => ({ x: ndarray(Float32Array.of(index), []) }),
 *   step: ({ sum }, { x }) => {
 *     const next = tf.add(sum!, x!);
 *     return { state: { sum: next }, metrics: { sum: next } };
 *   },
 * }, {
 *   checkpoints: {
 *     load: () => Promise.resolve(undefined),
 *     due: () => false,
 *     save: () => Promise.resolve(),
 *   },
 *   progress: () => {},
 *   signal: new AbortController().signal,
 * });
 * console.assert(state.sum!.data[0] === 3);
 * console.assert(history.metrics.sum!.join() === "0,1,3");
 * ```
 */
export async function train(
  training: Training,
  ctx: Pick<StageContext, "checkpoints" | "progress" | "signal">,
): Promise<Trained> {
  const { watch } = training;
  const every = Math.max(1, Math.floor(training.steps / KEPT));
  const isKept = (step: number) => step % every === 0;
  const resumed = unpack(await ctx.checkpoints.load());
  let index = resumed?.index ?? 0;
  const kept = resumed?.kept ?? [];
  let steps = resumed?.watched === undefined
    ? training.steps
    : watch!.restore(resumed.watched);
  const fed = withPicks(training, training.picks ?? {}, keepsData());
  const stepper = compileStep(
    fed.step,
    resumed?.state ?? training.initial,
    fed.resident,
  );
  let good = resumed?.good ?? training.initial;
  // A state has proved good when the step from it gave finite figures.
  let unproven = resumed !== undefined && isKept(index - 1)
    ? resumed.state
    : undefined;
  try {
    while (index < steps) {
      // A call ends with a step whose state is kept.
      const toKept = (every - index % every) % every + 1;
      const toLook = (watch?.next(index) ?? Infinity) - index;
      const count = Math.min(stepsACall(), steps - index, toKept, toLook);
      const taken = await stepper.runMany(
        Array.from({ length: count }, (_, i) => fed.batch(index + i)),
      );
      for (const metrics of taken.map(scalars)) {
        if (!Object.values(metrics).every(Number.isFinite)) {
          return {
            state: good,
            history: toHistory(kept),
            steps: index,
            divergedAt: index,
          };
        }
        good = unproven ?? good;
        unproven = undefined;
        if (isKept(index)) {
          kept.push({ step: index, metrics });
          unproven = await stepper.state();
        }
        index++;
        ctx.progress({ done: index, total: steps, unit: "step", metrics });
      }
      if (count === toLook) {
        steps = await watch!.look(index, await stepper.state());
        ctx.progress({ done: index, total: steps, unit: "step" });
      }
      const isStopped = ctx.signal.aborted;
      if (ctx.checkpoints.due() && (index < steps || isStopped)) {
        const state = await stepper.state();
        const watched = watch?.save();
        await ctx.checkpoints.save(pack({ index, kept, state, good, watched }));
      }
      if (isStopped) ctx.signal.throwIfAborted();
    }
    const state = await stepper.state();
    const isSound = Object.values(state).every(({ data }) =>
      firstNonFinite(data) < 0
    );
    return {
      state: isSound ? state : good,
      history: toHistory(kept),
      steps: index,
      divergedAt: isSound ? undefined : index,
    };
  } finally {
    stepper.dispose();
  }
}

interface Kept {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

interface Saved {
  readonly index: number;
  readonly kept: Kept[];
  readonly state: Arrays;
  /** The last kept state that proved good: the result, should training diverge. */
  readonly good: Arrays;
  /** What the watch has found. */
  readonly watched: Uint8Array | undefined;
}

function pack({ index, kept, state, good, watched }: Saved): Uint8Array {
  const progress = JSON.stringify({ index, kept });
  return encodeSafetensors({
    ...withPrefix("state/", state),
    ...withPrefix("good/", good),
    ...(watched && { watched: ndarray(watched, [watched.length]) }),
  }, { progress });
}

function unpack(bytes: Uint8Array | undefined): Saved | undefined {
  if (bytes === undefined) return undefined;
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { index, kept } = JSON.parse(metadata.progress!) as Omit<
    Saved,
    "state" | "good" | "watched"
  >;
  return {
    index,
    kept,
    state: underPrefix("state/", arrays),
    good: underPrefix("good/", arrays),
    watched: (arrays.watched?.data as Uint8Array | undefined)?.slice(),
  };
}

function scalars(metrics: Arrays): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, { data }]) => [name, data[0]!]),
  );
}

function toHistory(kept: readonly Kept[]): History {
  const names = Object.keys(kept[0]?.metrics ?? {});
  return {
    steps: kept.map(({ step }) => step),
    metrics: Object.fromEntries(
      names.map((
        name,
      ) => [name, kept.map(({ metrics }) => metrics[name] ?? 0)]),
    ),
  };
}

/** A scalar learning rate, as data of a step. */
export function scalarArray(value: number): Arrays[string] {
  return ndarray(Float32Array.of(value), []);
}
