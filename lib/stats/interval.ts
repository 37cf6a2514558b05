/** A value with an interval. */
export interface Interval {
  /** The statistic of the data itself. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
