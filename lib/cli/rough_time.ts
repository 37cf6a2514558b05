/** Longest time that is told in minutes. */
const MINUTES = 120;

/**
 * A time that is known roughly, rounded up: minutes up to two hours, then hours.
 *
 * @example
 * ```ts
 * import { roughTime } from "./rough_time.ts";
 *
 * console.assert(roughTime(61) === "2 minutes");
 * console.assert(roughTime(2.55 * 3600) === "2.6 hours");
 * ```
 */
export function roughTime(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= MINUTES) {
    return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  }
  const hours = minutes / 60;
  return `${hours < 10 ? Math.ceil(10 * hours) / 10 : Math.ceil(hours)} hours`;
}

/**
 * The flag that gives a study so much time; undefined where none can.
 *
 * @example
 * ```ts
 * import { timeFlag } from "./rough_time.ts";
 *
 * console.assert(timeFlag(61) === "--time 2m");
 * console.assert(timeFlag(10_000) === "--time 3h");
 * ```
 */
export function timeFlag(seconds: number): string | undefined {
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.ceil(minutes / 60);
  // Timers count milliseconds in 31 bits.
  if (hours * 3_600_000 >= 2 ** 31) return undefined;
  return minutes <= MINUTES ? `--time ${minutes}m` : `--time ${hours}h`;
}
