import { tInterval } from "./t_interval.ts";

/** How a figure varies from replication to replication. */
export interface Spread {
  /** Replications. */
  readonly count: number;
  readonly mean: number;
  /** Their standard deviation, with count − 1; undefined for one. */
  readonly sd: number | undefined;
  /** Lower end of Student's 95 % interval of the mean; undefined for one. */
  readonly low: number | undefined;
  /** Upper end of it; undefined for one. */
  readonly high: number | undefined;
}

/**
 * Mean, standard deviation and Student's 95 % interval of the mean.
 *
 * @param values At least one figure, one a replication
 * @throws {RangeError} when there are none
 *
 * @example
 * ```ts
 * import { spread } from "./spread.ts";
 *
 * const { mean, sd } = spread([1, 2, 3]);
 * console.assert(mean === 2 && sd === 1);
 * ```
 */
export function spread(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new RangeError("Cannot sum up no replications");
  const { value: mean, low, high } = tInterval(values);
  if (count === 1) {
    return { count, mean, sd: undefined, low: undefined, high: undefined };
  }
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, sd: Math.sqrt(square / (count - 1)), low, high };
}
