import { type Random, random } from "../../stats/random.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { type Arrays, firstNonFinite, ndarray } from "../../tensor/array.ts";
import { stepsACall } from "../../tensor/engine.ts";
import { compileProgram } from "../../tensor/compile_program.ts";
import type { Program } from "../../tensor/program.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../tensor/safetensors.ts";
import { type Feeds, openFeeds } from "./feeds.ts";
import type { Learner } from "./learner.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "./learner_functions.ts";
import { initLearner } from "./learner_state.ts";
import type { Picked } from "./picks.ts";
import type { TrainingContext } from "./train_in_turn.ts";
import type { Watch } from "./watch.ts";

/** Figures over the course of a training run. */
export interface History {
  /** Steps at which figures were kept, evenly spaced. */
  readonly steps: readonly number[];
  /** Figures by name, one a kept step. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/** What to train, on what, and for how long. */
export interface Learning<N extends string = string> {
  /** What to train. */
  readonly learner: Learner<N>;
  /** Number of steps, at least 1; unless the watch says otherwise. */
  readonly steps: number;
  /** Root of what is drawn: first weights, and noise of layers. */
  readonly seed: bigint;
  /** Where the first weights of a network come from; by default the seed and its name. */
  readonly start?: (net: string) => Random;
  /** Rows that networks are applied to at once, for those whose layers draw noise. */
  readonly rows: number;
  /**
   * Data of batch `index`, which must depend on nothing but `index`, so that a
   * resumed run sees the same.
   */
  readonly batch?: (index: number) => Arrays;
  /** Rows of arrays that are data too, by their names there. */
  readonly picks?: Readonly<Record<string, Picked>>;
  /** Looks at the state in between, and may change the number of steps. */
  readonly watch?: Watch | undefined;
}

/** How a training run ended. */
export interface Learned {
  /** State after the last good step; networks are found in it by `weightsIn`. */
  readonly state: Arrays;
  /** Metrics at some two hundred steps. */
  readonly history: History;
  /** Steps taken. */
  readonly steps: number;
  /** Step at which a figure or the state stopped being finite; the state is the last good one. */
  readonly divergedAt: number | undefined;
}

/** Steps at which figures are kept. */
const KEPT = 200;
/** How many of those to one at which the state is kept too. */
const STATES = 10;

/**
 * Runs a learner inside a stage: shows progress, saves checkpoints, stops when
 * asked, resumes to the same bits, and ends early when a figure is not finite. The
 * state stays where it is computed, but for a checkpoint, a look of the watch, and
 * some twenty steps to fall back to.
 *
 * @throws whatever `ctx.signal` carries, after saving a checkpoint
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { bareContext } from "../../dsl/bare_context.ts";
 * import { ndarray, useEngine } from "../../tensor/mod.ts";
 * import { adam } from "../optimise/adam.ts";
 * import { learn } from "./learn.ts";
 * import type { Learner } from "./learner.ts";
 * import { weightsIn } from "./learner_state.ts";
 *
 * await useEngine("cpu");
 * const learner: Learner<"line"> = {
 *   nets: {
 *     line: { input: [1], layers: [{ type: "dense", units: 1, bias: false }] },
 *   },
 *   phases: [{
 *     update: ["line"],
 *     optimiser: adam({ rate: 0.1 }),
 *     loss: ({ net, data }) =>
 *       tf.mean(tf.squaredDifference(net.line(data.x!), tf.mul(data.x!, 3))),
 *   }],
 * };
 * const { state } = await learn({
 *   learner,
 *   steps: 300,
 *   seed: 1n,
 *   rows: 1,
 *   batch: () => ({ x: ndarray(Float32Array.of(1), [1, 1]) }),
 * }, bareContext());
 * const [slope] = weightsIn(learner, state, "line")["0/kernel"]!.data;
 * console.assert(Math.abs(slope! - 3) < 0.01);
 * ```
 */
export async function learn<N extends string>(
  { learner, ...learning }: Learning<N>,
  ctx: TrainingContext,
): Promise<Learned> {
  const { watch } = learning;
  const every = Math.max(1, Math.floor(learning.steps / KEPT));
  const isKept = (step: number) => step % every === 0;
  const isProof = (step: number) => step % (every * STATES) === 0;
  const resumed = unpack(await ctx.checkpoints.load());
  let index = resumed?.index ?? 0;
  const kept = resumed?.kept ?? [];
  let latest = resumed?.latest ?? {};
  let steps = resumed?.watched === undefined
    ? learning.steps
    : watch!.restore(resumed.watched);
  const start = learning.start ?? ((net) => random(learning.seed, net));
  const initial = initLearner(learner, start);
  const feeds = openFeeds(learner, learning);
  const program = compileProgram(
    feeds.wrap(learnerFunctions(learner)),
    { ...initial, ...resumed?.state },
    feeds.resident,
  );
  let good = resumed?.good ?? initial;
  // A state has proved good when the step from it gave finite figures.
  let unproven = resumed !== undefined && isProof(index - 1)
    ? resumed.state
    : undefined;
  try {
    while (index < steps) {
      // A call ends with a step whose figures are kept.
      const toKept = (every - index % every) % every + 1;
      const toLook = (watch?.next(index) ?? Infinity) - index;
      const count = Math.min(stepsACall(), steps - index, toKept, toLook);
      const taken = await takeSteps(program, feeds, { learner, index, count });
      for (const metrics of taken) {
        if (!Object.values(metrics).every(Number.isFinite)) {
          return {
            state: good,
            history: toHistory(kept),
            steps: index,
            divergedAt: index,
          };
        }
        latest = { ...latest, ...metrics };
        good = unproven ?? good;
        unproven = undefined;
        if (isKept(index)) kept.push({ step: index, metrics: latest });
        if (isProof(index)) unproven = await program.read();
        index++;
        ctx.progress({ done: index, total: steps, unit: "step", metrics });
      }
      if (count === toLook) {
        steps = await watch!.look(index, await program.read());
        ctx.progress({ done: index, total: steps, unit: "step" });
      }
      const isStopped = ctx.signal.aborted;
      if (ctx.checkpoints.due() && (index < steps || isStopped)) {
        const state = await program.read();
        const watched = watch?.save();
        await ctx.checkpoints.save(
          pack({ index, kept, latest, state, good, watched }),
        );
      }
      if (isStopped) ctx.signal.throwIfAborted();
    }
    const state = await program.read();
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
    program.dispose();
  }
}

/** Takes steps; gives the figures of each. */
async function takeSteps(
  program: Program,
  feeds: Feeds,
  { learner, index, count }: {
    readonly learner: Learner;
    readonly index: number;
    readonly count: number;
  },
): Promise<Record<string, number>[]> {
  const { accumulate = 1 } = learner;
  const calls = Array.from(
    { length: count },
    (_, i) => callsOf(learner, index + i),
  );
  const [first] = calls as [StepCall[]];
  const isUniform = first.length === 1 &&
    calls.every(([call]) => call!.name === first[0]!.name);
  if (isUniform) {
    const running = program.many(
      first[0]!.name,
      count,
      (i) => feeds.of(index + i),
    );
    // While the last one runs.
    feeds.prepare(index + count);
    return (await running).map(scalars);
  }
  const taken: Record<string, number>[] = [];
  for (const [i, parts] of calls.entries()) {
    const metrics: Record<string, number> = {};
    for (const { name, part } of parts) {
      const data = feeds.of((index + i) * accumulate + part);
      Object.assign(metrics, scalars(await program.call(name, data)));
    }
    taken.push(metrics);
  }
  return taken;
}

interface Kept {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

interface Saved {
  readonly index: number;
  readonly kept: Kept[];
  /** The last figures by name: a phase may be part of every other step only. */
  readonly latest: Readonly<Record<string, number>>;
  readonly state: Arrays;
  /** The last kept state that proved good: the result, should training diverge. */
  readonly good: Arrays;
  /** What the watch has found. */
  readonly watched: Uint8Array | undefined;
}

function pack(
  { index, kept, latest, state, good, watched }: Saved,
): Uint8Array {
  const progress = JSON.stringify({ index, kept, latest });
  return encodeSafetensors({
    ...withPrefix("state/", state),
    ...withPrefix("good/", good),
    ...(watched && { watched: ndarray(watched, [watched.length]) }),
  }, { progress });
}

function unpack(bytes: Uint8Array | undefined): Saved | undefined {
  if (bytes === undefined) return undefined;
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { index, kept, latest } = JSON.parse(metadata.progress!) as Pick<
    Saved,
    "index" | "kept" | "latest"
  >;
  return {
    index,
    kept,
    latest,
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
