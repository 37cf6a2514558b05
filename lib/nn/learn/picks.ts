import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../../tensor/array.ts";
import type { ProgramFunction } from "../../tensor/program.ts";
import { takeRows } from "./batches.ts";

/** Rows of an array that every step takes some of. */
export interface Picked {
  /** `[rows, …]`; kept where the engine computes, if it keeps data. */
  readonly of: NdArray;
  /** Rows of step `index`; must depend on nothing but `index`. */
  rows(index: number): Int32Array;
}

/** Where data comes from. */
export interface Fed {
  /** Data of a batch. */
  readonly batch: (index: number) => Arrays;
  /** Data of every batch. */
  readonly resident: Arrays;
  /** A function that is fed so. */
  wrap(body: ProgramFunction): ProgramFunction;
}

/**
 * Feeds functions with rows of arrays: taken on the host, or of arrays that stay
 * where the engine computes, by indices. Either way they see the same numbers:
 * what is random is drawn here, not by the engine, so that every engine trains on
 * the same batches.
 *
 * @param batch Data besides
 * @param picks Rows by the name of the data that they are
 * @param isKept Whether the arrays stay with the engine
 *
 * @example
 * ```ts
 * import { ndarray } from "../../tensor/array.ts";
 * import { withPicks } from "./picks.ts";
 *
 * const of = ndarray(Float32Array.of(5, 6, 7), [3, 1]);
 * const { batch } = withPicks(
 *   () => ({}),
 *   { x: { of, rows: (index) => Int32Array.of(index, 0) } },
 *   false,
 * );
 * console.assert(batch(2).x!.data.join() === "7,5");
 * ```
 */
export function withPicks(
  batch: (index: number) => Arrays,
  picks: Readonly<Record<string, Picked>>,
  isKept: boolean,
): Fed {
  const entries = Object.entries(picks);
  if (!isKept) {
    return {
      wrap: (body) => body,
      batch: (index) => ({
        ...batch(index),
        ...Object.fromEntries(
          entries.map(([name, { of, rows }]) => [name, taken(of, rows(index))]),
        ),
      }),
      resident: {},
    };
  }
  // One view of the same elements does for all.
  const arrays: NdArray[] = [];
  const placeOf = (of: NdArray) => {
    const known = arrays.findIndex(({ data, shape }) =>
      data === of.data && `${shape}` === `${of.shape}`
    );
    return `all/${known >= 0 ? known : arrays.push(of) - 1}`;
  };
  entries.forEach(([, { of }]) => placeOf(of));
  return {
    wrap: (body) => (state, data) =>
      body(state, {
        ...data,
        ...Object.fromEntries(
          entries.map(([name, { of }]) => [
            name,
            tf.gather(data[placeOf(of)]!, data[`rows/${name}`] as tf.Tensor1D),
          ]),
        ),
      }),
    batch: (index) => ({
      ...batch(index),
      ...Object.fromEntries(
        entries.map(([name, { rows }]) => {
          const list = rows(index);
          return [`rows/${name}`, ndarray(list, [list.length])];
        }),
      ),
    }),
    resident: Object.fromEntries(arrays.map((of) => [placeOf(of), of])),
  };
}

function taken({ data, shape }: NdArray, rows: Int32Array): NdArray {
  const size = data.length / shape[0]!;
  return ndarray(takeRows(data, rows, size), [rows.length, ...shape.slice(1)]);
}
