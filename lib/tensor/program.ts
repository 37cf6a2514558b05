import type { Arrays } from "./array.ts";
import type { Tensors } from "./tensors.ts";

/**
 * A function on the state of a program.
 *
 * @param state All of it
 * @param feeds What the call is fed with, and what is resident
 * @returns What it computes, and entries of the state that it changes
 */
export type ProgramFunction = (state: Tensors, feeds: Tensors) => {
  readonly state?: Tensors;
  readonly results: Tensors;
};

/** Functions by name. */
export type ProgramFunctions = Readonly<Record<string, ProgramFunction>>;

/** One state that stays where the engine computes, and functions on it. */
export interface Program {
  /**
   * Calls a function; gives its results.
   *
   * @throws {RangeError} when there is none of this name, an input is missing,
   * or differs from the first call in shape or type
   */
  call(name: string, feeds: Arrays): Promise<Arrays>;
  /**
   * Calls a function `count` times. What call `index` is fed with is made while
   * the one before is computed, and engines on a GPU are not waited for in
   * between.
   */
  many(
    name: string,
    count: number,
    feeds: (index: number) => Arrays,
  ): Promise<Arrays[]>;
  /** Copies of the entries whose names start with `path`, by their names. */
  read(path?: string): Promise<Arrays>;
  /**
   * Sets entries.
   *
   * @throws {RangeError} when there is none of a name, or its shape differs
   */
  write(entries: Arrays): Promise<void>;
  /** Frees what the engine holds. */
  dispose(): void;
}
