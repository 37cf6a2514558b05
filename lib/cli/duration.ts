import { InvalidArgumentError } from "./_command.ts";

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/**
 * Seconds of a duration such as `90s`, `15m`, `1.5h` or `2d`.
 *
 * @throws {InvalidArgumentError} when the text is none, or not positive
 *
 * @example
 * ```ts
 * import { parseDuration } from "./duration.ts";
 *
 * console.assert(parseDuration("1.5h") === 5400);
 * ```
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim());
  const seconds = match === null ? NaN : Number(match[1]) * SECONDS[match[2]!]!;
  // Timers count milliseconds in 31 bits.
  if (seconds > 0 && seconds * 1000 < 2 ** 31) return seconds;
  throw new InvalidArgumentError(
    `expected a duration such as 90s, 15m or 2h, up to 24d, got '${text}'`,
  );
}
