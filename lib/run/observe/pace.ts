import type { Progress } from "../../dsl/context.ts";

/** How fast a stage goes. */
export interface Pace {
  /** Units a second since progress was first told; 0 while that is unknown. */
  readonly rate: number;
  /** Seconds that the rest takes at this rate; undefined while unknown. */
  readonly left: number | undefined;
}

/**
 * Pace of a stage since its progress was first told, so that what a checkpoint
 * brought does not count.
 *
 * @param progress The newest
 * @param first Units that were done when progress was first told, and when, in
 * milliseconds
 * @param now In milliseconds, of the same clock
 */
export function paceOf(
  { done, total }: Progress,
  first: { readonly done: number; readonly at: number },
  now: number,
): Pace {
  const seconds = (now - first.at) / 1000;
  const rate = seconds > 0 ? Math.max(0, (done - first.done) / seconds) : 0;
  const left = rate > 0 ? Math.max(0, total - done) / rate : undefined;
  return { rate, left };
}
