/**
 * The next of the checkpoints `first`, `first`·√2, `first`·2, … in whole steps:
 * as many in each doubling of the steps, wherever training is.
 *
 * @param steps Steps taken, from 0 on
 * @param first Steps at the first checkpoint, at least 1
 * @returns More than `steps`
 *
 * @example
 * ```ts
 * import { nextCheckpoint } from "./next_checkpoint.ts";
 *
 * console.assert(nextCheckpoint(0, 100) === 100);
 * console.assert(nextCheckpoint(100, 100) === 141);
 * console.assert(nextCheckpoint(199, 100) === 200);
 * ```
 */
export function nextCheckpoint(steps: number, first: number): number {
  const at = (k: number) => Math.round(first * 2 ** (k / 2));
  // The estimate may be one or two too low, never too high.
  let k = Math.max(0, Math.floor(2 * Math.log2((steps + 0.5) / first)) - 1);
  while (at(k) <= steps) k++;
  return at(k);
}
