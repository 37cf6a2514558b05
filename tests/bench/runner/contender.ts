import type { Command, Measured } from "./measure.ts";

/** A runner that takes part. */
export interface Contender {
  /** Such as `"senzai"`. */
  readonly name: string;
  /** What it calls its version. */
  readonly version: string;
  /** Most nodes that it is asked for. */
  readonly most: number;
  /**
   * Makes a folder in which all results of the graph are stored; what that
   * took, if it was an ordinary first run.
   *
   * @returns `undefined` when it did not end in time
   */
  prepare(folder: string, nodes: number): Promise<Prepared | undefined>;
}

/** A folder in which everything is up to date. */
export interface Prepared {
  /** What the first run took, if the folder was made by one. */
  readonly first?: Measured;
  /** What is timed there, by name of the case; none changes the folder. */
  readonly cases: Readonly<Record<string, Command>>;
}
