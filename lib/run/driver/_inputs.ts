import type { GraphNode } from "../../plan/graph.ts";

/** Which nodes have all their inputs; goes on where it stopped last time. */
export class Inputs {
  /** How many of a node's inputs, from the first, are known to be there. */
  readonly #seen = new Map<number, number>();
  readonly #isDone: (index: number) => boolean;

  /** Asks whether a node's artifacts are there, by position. */
  constructor(isDone: (index: number) => boolean) {
    this.#isDone = isDone;
  }

  /** Whether a node's inputs are there. */
  complete({ index, dependencies }: GraphNode): boolean {
    let seen = this.#seen.get(index) ?? 0;
    while (seen < dependencies.length && this.#isDone(dependencies[seen]!)) {
      seen++;
    }
    this.#seen.set(index, seen);
    return seen === dependencies.length;
  }

  /** Looks at all inputs again: one was taken back. */
  restart(): void {
    this.#seen.clear();
  }
}
