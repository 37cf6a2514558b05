import * as tf from "@tensorflow/tfjs-core";
import { type NdArray, ndarray } from "../tensor/array.ts";
import { compile, type Compiled } from "../tensor/compile.ts";
import type { Multiply } from "./leading_eigen.ts";

/** Elements of centred rows that are multiplied at once. */
const CHUNK = 1 << 22;
/** Elements up to which all centred rows stay in memory. */
const HELD = 1 << 26;

/** Rows less their mean, over a unit. */
export interface Centred {
  readonly count: number;
  readonly dim: number;
  /** Writes row `i` from `at` on. */
  readonly write: (
    into: Float32Array | Float64Array,
    at: number,
    i: number,
  ) => void;
}

/** Multiplies the covariance of rows, divided by count − 1, in float64. */
export function exactProduct({ count, dim, write }: Centred): Multiply {
  return (vectors) => {
    const sums = vectors.map(() => new Float64Array(dim));
    const row = new Float64Array(dim);
    for (let i = 0; i < count; i++) {
      write(row, 0, i);
      for (const [k, vector] of vectors.entries()) {
        let along = 0;
        for (let j = 0; j < dim; j++) along += row[j]! * vector[j]!;
        along /= count - 1;
        const sum = sums[k]!;
        for (let j = 0; j < dim; j++) sum[j]! += along * row[j]!;
      }
    }
    return Promise.resolve(sums);
  };
}

/**
 * Multiplies the covariance of rows, divided by count − 1, as Xᵀ·(X·v) on the
 * tensor engine: in float32 on chunks, summed over these in float64.
 */
export class EngineProduct implements Disposable {
  readonly #rows: Centred;
  readonly #step: number;
  /** Chunks by their first row, where all may stay. */
  readonly #held = new Map<number, NdArray>();
  readonly #width: number;
  readonly #product: Compiled = compile(({ x, v }) => ({
    sums: tf.matMul(
      tf.matMul(v as tf.Tensor2D, x as tf.Tensor2D, false, true),
      x as tf.Tensor2D,
    ),
  }));

  /** @param width Most vectors at once */
  constructor(rows: Centred, width: number) {
    this.#rows = rows;
    this.#width = width;
    this.#step = Math.min(
      rows.count,
      Math.max(1, Math.floor(CHUNK / rows.dim)),
    );
  }

  readonly multiply: Multiply = async (vectors) => {
    const { count, dim } = this.#rows;
    // Fewer are filled up with zeros, since the product is compiled for a shape.
    const v = new Float32Array(this.#width * dim);
    vectors.forEach((vector, k) => v.set(vector, k * dim));
    const sums = vectors.map(() => new Float64Array(dim));
    for (let start = 0; start < count; start += this.#step) {
      const found = await this.#product.run({
        x: this.#chunk(start),
        v: ndarray(v, [this.#width, dim]),
      });
      const { data } = found.sums!;
      for (const [k, sum] of sums.entries()) {
        for (let j = 0; j < dim; j++) sum[j]! += data[k * dim + j]!;
      }
    }
    for (const sum of sums) {
      for (let j = 0; j < dim; j++) sum[j]! /= count - 1;
    }
    return sums;
  };

  /** Rows from `start` on; zeros, which add nothing, after the last. */
  #chunk(start: number): NdArray {
    const held = this.#held.get(start);
    if (held !== undefined) return held;
    const { count, dim, write } = this.#rows;
    const step = this.#step;
    const x = new Float32Array(step * dim);
    const end = Math.min(count, start + step);
    for (let i = start; i < end; i++) write(x, (i - start) * dim, i);
    const chunk = ndarray(x, [step, dim]);
    if (count * dim <= HELD) this.#held.set(start, chunk);
    return chunk;
  }

  [Symbol.dispose](): void {
    this.#product.dispose();
  }
}
