import type { Place } from "../error.ts";
import { mistake } from "./shape.ts";

/** Most nodes that a pipeline file may stand for, grid points counted. */
const MOST_NODES = 200_000;

/** Most values in the configs of all nodes together. */
const MOST_VALUES = 5_000_000;

/** Counts what a pipeline file grows to, since grids in grids multiply. */
export class Budget {
  #nodes = 0;
  #values = 0;

  /**
   * Counts a node or a point of a grid.
   *
   * @throws {PipelineError} when there are more than 200,000
   */
  spendNode(place: Place): void {
    if (++this.#nodes <= MOST_NODES) return;
    throw mistake(
      `Cannot build the pipeline: expected at most ${MOST_NODES} nodes and grid points; make its grids smaller`,
      place,
    );
  }

  /**
   * Counts values of a config.
   *
   * @throws {PipelineError} when there are more than five million
   */
  spendValues(count: number, place: Place): void {
    this.#values += count;
    if (this.#values <= MOST_VALUES) return;
    throw mistake(
      `Cannot build the pipeline: expected at most ${MOST_VALUES} values in the configs of its nodes; make its grids or lists smaller`,
      place,
    );
  }
}
