import type { Arrays } from "../../tensor/array.ts";

/** What looks at a training while it runs. */
export interface Watch {
  /** Number of steps taken after which it looks next, above `steps`. */
  next(steps: number): number;
  /** Looks at the state after `steps` steps, and says how many there are to be in all. */
  look(steps: number, state: Arrays): Promise<number>;
  /** What it has found so far, for a checkpoint. */
  save(): Uint8Array;
  /** Goes on from what was saved, and says how many steps there are to be. */
  restore(saved: Uint8Array): number;
}
