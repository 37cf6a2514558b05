import type { TimeRange } from "./cost.ts";

/** How a node ended, as far as its prediction goes. */
export interface Predicted {
  readonly stage: string;
  /** How it ended. */
  readonly status: string;
  /** What it took. */
  readonly seconds: number;
  /** What was predicted before, if anything was. */
  readonly predicted?: TimeRange | undefined;
}

/** What some nodes were predicted to take, and what they took. */
export interface RealityRow {
  /** Nodes that ran to their end and had a prediction. */
  readonly nodes: number;
  /** Sum of what was predicted; ends add up as if all were slow or fast together. */
  readonly predicted: TimeRange;
  /** Sum of what they took. */
  readonly seconds: number;
  /** Nodes whose time lay within their 80 % interval. */
  readonly within: number;
}

/** Prediction against reality, by stage and in total. */
export interface Reality {
  /** By name of the stage, in order of appearance. */
  readonly stages: Readonly<Record<string, RealityRow>>;
  /** All together. */
  readonly total: RealityRow;
}

/**
 * Compares what nodes took with what was predicted. Those that failed, were
 * stopped or had no prediction do not count.
 *
 * @returns Undefined when no node counts
 *
 * @example
 * ```ts
 * import { realityOf } from "./reality.ts";
 *
 * const predicted = { seconds: 2, low: 1, high: 4 };
 * const node = { stage: "a", status: "ran", seconds: 3, predicted };
 * console.assert(realityOf([node, node])?.total.seconds === 6);
 * ```
 */
export function realityOf(nodes: readonly Predicted[]): Reality | undefined {
  const counted = nodes.flatMap(({ stage, status, seconds, predicted }) =>
    status === "ran" && predicted !== undefined
      ? [{ stage, seconds, predicted }]
      : []
  );
  if (counted.length === 0) return undefined;
  const stages = Map.groupBy(counted, ({ stage }) => stage);
  return {
    stages: Object.fromEntries(
      [...stages].map(([stage, members]) => [stage, rowOf(members)]),
    ),
    total: rowOf(counted),
  };
}

function rowOf(
  nodes: readonly { seconds: number; predicted: TimeRange }[],
): RealityRow {
  const sum = (of: (node: typeof nodes[number]) => number) =>
    nodes.reduce((total, node) => total + of(node), 0);
  return {
    nodes: nodes.length,
    predicted: {
      seconds: sum(({ predicted }) => predicted.seconds),
      low: sum(({ predicted }) => predicted.low),
      high: sum(({ predicted }) => predicted.high),
    },
    seconds: sum(({ seconds }) => seconds),
    within:
      nodes.filter(({ seconds, predicted: { low, high } }) =>
        low <= seconds && seconds <= high
      ).length,
  };
}
