import { InvalidArgumentError } from "./command.ts";
import { parseDuration } from "./quantity.ts";

/**
 * Seconds of a time limit such as `90s`, `15m`, `1.5h` or `2d`.
 *
 * @throws {InvalidArgumentError} when the text is none, or not positive
 *
 * @example
 * ```ts
 * import { timeLimit } from "./time_limit.ts";
 *
 * console.assert(timeLimit("1.5h") === 5400);
 * ```
 */
export function timeLimit(text: string): number {
  const seconds = parseDuration(text) ?? NaN;
  // Timers count milliseconds in 31 bits.
  if (seconds > 0 && seconds * 1000 < 2 ** 31) return seconds;
  throw new InvalidArgumentError(
    `expected a duration such as 90s, 15m or 2h, up to 24d, got '${text}'`,
  );
}
