import type { Lab } from "./_lab.ts";

/** One fault, or several in a row, and what has to hold afterwards. */
export interface Trial {
  /** Row of the table, such as `"kill at a write"`. */
  readonly kind: string;
  /** What exactly is done, to repeat it. */
  readonly name: string;
  /** Faults that it injects. */
  readonly faults: number;
  /** Does it; throws a `Violation` when an invariant broke. */
  readonly run: (lab: Lab) => Promise<void>;
}

/** Where the draws of a matrix come from. */
export interface Draws {
  /** A number in [0, 1). */
  (): number;
}

/** A number in [low, high). */
export function between(draw: Draws, low: number, high: number): number {
  return low + draw() * (high - low);
}

/** A whole number in [low, high]. */
export function whole(draw: Draws, low: number, high: number): number {
  return Math.floor(between(draw, low, high + 1));
}

/** One of several values. */
export function pick<T>(draw: Draws, values: readonly T[]): T {
  return values[whole(draw, 0, values.length - 1)]!;
}

/** Numbers that follow from a seed. */
export function drawsFrom(seed: number): Draws {
  let state = seed >>> 0;
  return () => {
    // Mulberry32: enough to choose faults with.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
