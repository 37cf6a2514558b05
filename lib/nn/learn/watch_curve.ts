import { type Arrays, firstNonFinite } from "../../tensor/array.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../tensor/safetensors.ts";
import { nextCheckpoint } from "./next_checkpoint.ts";
import {
  type CurvePoint,
  hasStoppedHelping,
  type LastDoubling,
  lastDoubling,
} from "./stopping.ts";
import type { Watch } from "./watch.ts";

/** When a training ends. */
export interface CurveRule {
  /** Steps at the first checkpoint; the others follow a factor √2 apart. */
  readonly first: number;
  /** Share of the distance that a doubling has to gain. */
  readonly gain: number;
  /** Steps at which it ends if it still gains so much. */
  readonly budget: number;
  /** Multiple of the steps so reached that are taken in all, a whole number. */
  readonly beyond: number;
}

/** A distance at one checkpoint, with the ends of its 95 % interval. */
export interface MeasuredPoint extends CurvePoint {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Images of each sample: drawn ones, held-out ones. */
  readonly counts: readonly number[];
}

/** What a {@linkcode CurveWatch} has found. */
export interface WatchedCurve {
  /** Distances, one a checkpoint. */
  readonly points: readonly MeasuredPoint[];
  /** Where the rule ended the training; nothing before that. */
  readonly end: CurveEnd | undefined;
  /** The weights of the least distance; nothing before the first checkpoint. */
  readonly best: BestPoint | undefined;
}

/** Where training ended, further steps `beyond` apart. */
export interface CurveEnd {
  /** Steps taken by then. */
  readonly steps: number;
  /** Whether the budget ended it, and not the rule. */
  readonly atBudget: boolean;
  /** What the last doubling gained; nothing where checkpoints were too few. */
  readonly last: LastDoubling | undefined;
}

/** Weights at a checkpoint. */
export interface BestPoint {
  /** Steps that they were trained for. */
  readonly steps: number;
  /** By name. */
  readonly weights: Arrays;
}

/** Ends a training by its curve. */
export interface CurveWatch extends Watch {
  /** What it has found so far. */
  found(): WatchedCurve;
}

/**
 * Trains until it stops helping: measures a distance at checkpoints a factor √2
 * apart, ends the training where {@linkcode hasStoppedHelping} says so, or at a
 * budget, and keeps the weights of the checkpoint with the least distance. A
 * checkpoint whose weights are not finite is passed over.
 *
 * @param rule When training ends
 * @param model `weightsOf`: what would come out of a state; `measure`: its
 * distance, of the same images each time. Both depend on nothing else, so that
 * a resumed training ends as an uninterrupted one
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/mod.ts";
 * import { watchCurve } from "./watch_curve.ts";
 *
 * const watch = watchCurve(
 *   { first: 100, gain: 0.1, budget: 10_000, beyond: 1 },
 *   {
 *     weightsOf: (state) => Promise.resolve(state),
 *     measure: () =>
 *       Promise.resolve({ value: 1, low: 1, high: 1, counts: [500, 500] }),
 *   },
 * );
 * const state = { w: ndarray(Float32Array.of(1), [1]) };
 * for (const steps of [100, 141, 200, 283, 400, 566]) {
 *   await watch.look(steps, state);
 * }
 * // The curve is flat: training is to end here.
 * console.assert(await watch.look(800, state) === 800);
 * ```
 */
export function watchCurve(
  rule: CurveRule,
  model: {
    readonly weightsOf: (state: Arrays) => Promise<Arrays>;
    readonly measure: (
      weights: Arrays,
    ) => Promise<Omit<MeasuredPoint, "steps">>;
  },
): CurveWatch {
  let found: WatchedCurve = { points: [], end: undefined, best: undefined };
  const total = () =>
    found.end === undefined ? rule.budget : found.end.steps * rule.beyond;
  return {
    found: () => found,
    next: (steps) => Math.min(nextCheckpoint(steps, rule.first), total()),
    async look(steps, state) {
      const weights = await model.weightsOf(state);
      if (isFinite(weights)) {
        const point = { steps, ...await model.measure(weights) };
        found = withPoint(found, { point, weights, rule });
      }
      return total();
    },
    save: () => pack(found),
    restore(saved) {
      found = unpack(saved);
      return total();
    },
  };
}

function withPoint(
  { points: before, end, best }: WatchedCurve,
  { point, weights, rule }: {
    readonly point: MeasuredPoint;
    readonly weights: Arrays;
    readonly rule: CurveRule;
  },
): WatchedCurve {
  const points = [...before, point];
  const { steps } = point;
  const isStop = hasStoppedHelping(points, rule);
  const ends = end === undefined && (isStop || steps === rule.budget);
  const least = Math.min(...before.map(({ value }) => value));
  return {
    points,
    end: ends ? { steps, atBudget: !isStop, last: lastDoubling(points) } : end,
    best: point.value <= least ? { steps, weights } : best,
  };
}

function isFinite(weights: Arrays): boolean {
  return Object.values(weights).every(({ data }) => firstNonFinite(data) < 0);
}

function pack({ points, end, best }: WatchedCurve): Uint8Array {
  return encodeSafetensors(best?.weights ?? {}, {
    curve: JSON.stringify({ points, end, best: best?.steps }),
  });
}

function unpack(bytes: Uint8Array): WatchedCurve {
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { points, end, best } = JSON.parse(metadata.curve!) as
    & Pick<WatchedCurve, "points" | "end">
    & { best?: number };
  return {
    points,
    end,
    best: best === undefined ? undefined : { steps: best, weights: arrays },
  };
}
