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
   * Fills an empty folder with all results of the graph.
   *
   * @param folder The folder
   * @param options Nodes of the graph, and seconds after which to give up
   * @returns `undefined` when it gave up
   */
  prepare(
    folder: string,
    options: { nodes: number; limit: number },
  ): Promise<Prepared | undefined>;
}

/** A folder in which everything is up to date. */
export interface Prepared {
  /** What an ordinary first run took, if there was one. */
  readonly first?: Measured;
  /** What is timed there, by name of the case; none changes the results. */
  readonly cases: Readonly<Record<string, Command>>;
}
