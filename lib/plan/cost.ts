import { gpuShareOf } from "./gpu_share.ts";
import type { GraphNode } from "./graph.ts";
import { type Prediction, UNKNOWN } from "./predict.ts";
import { wallTime, type Work } from "./wall_time.ts";

/** Seconds with an interval. */
export interface TimeRange {
  /** Expected. */
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
}

/** The seconds of a prediction; undefined when unknown. */
export function rangeOf(
  { seconds, low, high }: Prediction = UNKNOWN,
): TimeRange | undefined {
  return seconds === undefined || low === undefined || high === undefined
    ? undefined
    : { seconds, low, high };
}

/** What several nodes are expected to take together. */
export interface Cost {
  /** Sum over the nodes whose time is known. */
  readonly work: TimeRange;
  /** From start to end, with nodes beside each other. */
  readonly wall: TimeRange;
  /** Nodes whose time is known. */
  readonly known: number;
  /** Nodes whose time is unknown, counted nowhere else. */
  readonly unknown: number;
}

/**
 * Sums up predictions. Ends of the intervals add up as if all nodes were slow
 * together, or fast together, which is right when one cause lies behind them
 * and too wide when they vary by themselves: conservative. The same holds for
 * the wall time, which is that of {@linkcode wallTime} for the expected times,
 * the lower and the upper ends.
 *
 * @param nodes What is to run, inputs before the nodes that read them
 * @param options `predictions`: by position of the node; `jobs`: threads to
 * share; `gpus`: how many stages with tensors share; none by default
 */
export function costOf(
  nodes: readonly GraphNode[],
  { predictions, jobs, gpus = 0 }: {
    readonly predictions: ReadonlyMap<number, Prediction>;
    readonly jobs: number;
    readonly gpus?: number;
  },
): Cost {
  const places = new Map(nodes.map(({ index }, at) => [index, at]));
  const timed = (end: keyof TimeRange): Work[] =>
    nodes.map(({ index, stage, dependencies }) => ({
      seconds: predictions.get(index)?.[end] ?? 0,
      threads: Math.max(1, stage.spec.resources?.threads ?? 1),
      gpu: gpuShareOf(stage, gpus > 0),
      dependencies: dependencies.flatMap((each) => places.get(each) ?? []),
    }));
  const [seconds, low, high] = [timed("seconds"), timed("low"), timed("high")];
  const wall = wallTime(seconds, jobs, gpus);
  const known =
    nodes.filter(({ index }) => predictions.get(index)?.seconds !== undefined)
      .length;
  return {
    work: { seconds: sum(seconds), low: sum(low), high: sum(high) },
    wall: {
      seconds: wall,
      // Longer work can end sooner when it starts in another order.
      low: Math.min(wall, wallTime(low, jobs, gpus)),
      high: Math.max(wall, wallTime(high, jobs, gpus)),
    },
    known,
    unknown: nodes.length - known,
  };
}

function sum(works: readonly Work[]): number {
  return works.reduce((total, { seconds }) => total + seconds, 0);
}
