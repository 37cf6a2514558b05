/** How long something is expected to take, and how well that is known. */
export interface Forecast {
  /** Median seconds of recorded runs; undefined without any. */
  readonly seconds: number | undefined;
  /** Recorded runs behind it. */
  readonly samples: number;
}

/**
 * Forecasts a run of a stage from recorded ones on the same hardware: their
 * median, which a few odd configs do not move.
 *
 * @param seconds Recorded durations
 *
 * @example
 * ```ts
 * import { forecast } from "./cost.ts";
 *
 * console.assert(forecast([3, 1, 2]).seconds === 2);
 * ```
 */
export function forecast(seconds: readonly number[]): Forecast {
  const sorted = [...seconds].sort((a, b) => a - b);
  const { length } = sorted;
  if (length === 0) return { seconds: undefined, samples: 0 };
  const middle = length >> 1;
  return {
    seconds: length % 2 === 1
      ? sorted[middle]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2,
    samples: length,
  };
}
