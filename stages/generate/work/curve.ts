import { lastDoubling } from "../../../lib/nn/learn/stopping.ts";
import type { WatchedCurve } from "../../../lib/nn/learn/watch_curve.ts";
import type { Json, ScoreSet, TableData } from "../../kinds/mod.ts";

/** Distances over steps as a table to draw: without rows where none was taken. */
export function curveTable(curve: WatchedCurve | undefined): TableData {
  const points = curve?.points ?? [];
  return {
    columns: ["steps", "distance", "low", "high", "falling"],
    rows: points.map(({ steps, value, low, high }, i) => [
      steps,
      value,
      low,
      high,
      lastDoubling(points.slice(0, i + 1))?.gain ?? null,
    ]),
  };
}

/** The same as facts of a model. */
export function curveFacts({ points }: WatchedCurve): Json {
  return {
    steps: points.map(({ steps }) => steps),
    distance: points.map(({ value }) => value),
    low: points.map(({ low }) => low),
    high: points.map(({ high }) => high),
  };
}

/**
 * How training ended: `stoppedAt`, the steps at which the rule or the budget
 * ended it; `atBudget`, 1 if it was the budget; `beyond`, the multiple of those
 * that was asked for; `falling`, what the last doubling before gained; `chosenAt`
 * and `chosenDistance`, of the checkpoint that comes out.
 */
export function curveScores(
  { points, end, best }: WatchedCurve,
  { steps, beyond }: { readonly steps: number; readonly beyond: number },
): ScoreSet {
  const chosen = points.find((point) => point.steps === best?.steps);
  const [count, reference] = chosen?.counts ?? [];
  const last = end === undefined ? lastDoubling(points) : end.last;
  return {
    stoppedAt: { value: end?.steps ?? steps },
    atBudget: { value: end?.atBudget ? 1 : 0 },
    beyond: { value: beyond },
    ...(last && {
      falling: { value: last.gain, low: last.low, high: last.high },
    }),
    ...(chosen && {
      chosenAt: { value: chosen.steps },
      chosenDistance: {
        value: chosen.value,
        low: chosen.low,
        high: chosen.high,
        count: count!,
        ...(reference !== undefined && { reference }),
        better: "lower",
      },
    }),
  };
}
