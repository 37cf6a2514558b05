import { InvalidArgumentError } from "./command.ts";

const MOST = 1000;

/**
 * Reads seeds of replications: `3`, `1..5` or `1,4,9`, added to those of
 * earlier flags; each counts once.
 *
 * @throws {InvalidArgumentError} when it is none of these, or names too many
 */
export function collectSeeds(
  text: string,
  before: readonly number[],
): number[] {
  const seeds = text.split(",").flatMap((part) => rangeOf(part.trim()));
  const all = [...new Set([...before, ...seeds])];
  if (all.length <= MOST) return all;
  throw new InvalidArgumentError(
    `expected at most ${MOST} seeds, got ${all.length}`,
  );
}

function rangeOf(text: string): number[] {
  const [, first, last] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last ?? first)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) {
    throw new InvalidArgumentError(
      `expected a seed such as 3, or seeds such as 1..5, got '${text}'`,
    );
  }
  if (to - from >= MOST) {
    throw new InvalidArgumentError(
      `expected at most ${MOST} seeds, got '${text}'`,
    );
  }
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
