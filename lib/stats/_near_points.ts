import * as tf from "@tensorflow/tfjs-core";
import { ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import { eachBlock, squaredNorms } from "./blocks.ts";
import { countOf, type PointSet } from "./rows.ts";

/**
 * Points for distances: in float32 near the origin, where products of the tensor
 * engine lose least, beside the points as given.
 */
export interface NearPoints {
  readonly given: PointSet;
  readonly count: number;
  /** Moved by a mean, over `scale`. */
  readonly moved: PointSet;
  /** Squared lengths of the moved points. */
  readonly norms: Float64Array;
  /** A power of two. */
  readonly scale: number;
}

/** Sets moved by the mean of the first, over one power of two. */
export function nearPoints(...sets: readonly PointSet[]): NearPoints[] {
  const [{ data, dim }] = sets as readonly [PointSet];
  const mean = new Float64Array(dim);
  for (let i = 0, j = 0; i < data.length; i++) {
    mean[j]! += data[i]!;
    if (++j === dim) j = 0;
  }
  for (let j = 0; j < dim; j++) mean[j]! /= data.length / dim;
  let largest = 0;
  for (const { data } of sets) {
    for (let i = 0, j = 0; i < data.length; i++) {
      const size = Math.abs(data[i]! - mean[j]!);
      if (size > largest) largest = size;
      if (++j === dim) j = 0;
    }
  }
  const scale = 2 ** Math.floor(Math.log2(largest || 1));
  return sets.map((given) => {
    const data = new Float32Array(given.data.length);
    for (let i = 0, j = 0; i < data.length; i++) {
      data[i] = (given.data[i]! - mean[j]!) / scale;
      if (++j === dim) j = 0;
    }
    const moved = { data, dim };
    const norms = squaredNorms(moved);
    return { given, count: countOf(given), moved, norms, scale };
  });
}

/**
 * How far a squared distance from float32 products may be off, as a multiple of
 * the sum of both squared lengths, and beyond it.
 *
 * A sum of `dim` products in any order errs by at most dim·2⁻²⁴ of the sum of
 * their sizes; rounding the moved points adds a few roundings more. What is too
 * small for float32 is lost.
 */
export function errorBound(dim: number): {
  readonly relative: number;
  readonly absolute: number;
} {
  return { relative: (dim + 16) * 2 ** -24, absolute: dim * 2 ** -120 };
}

/**
 * −2·x·y of every point of `a` with all of `b`, a block of rows of `a` at a time.
 *
 * @param visit Receives `[rows, b.count]`, the index of the first row, and rows
 */
export async function eachProduct(
  a: NearPoints,
  b: NearPoints,
  visit: (products: Float32Array, start: number, rows: number) => void,
): Promise<void> {
  await eachBlock(a.moved, {
    body: ({ x, y }) => ({
      products: tf.matMul(tf.mul(x!, -2), y!, false, true),
    }),
    fixed: { y: ndarray(b.moved.data, [b.count, b.moved.dim]) },
  }, ({ products }, start, rows) => {
    visit(products!.data as Float32Array, start, rows);
  });
}

/** Products of some rows with others, or with themselves. */
export interface Tile {
  /** −2·x·y, `[size, size]`; what is past the counts is meaningless. */
  readonly products: Float32Array;
  readonly size: number;
  readonly rows: { readonly start: number; readonly count: number };
  readonly columns: { readonly start: number; readonly count: number };
}

/** Rows of a tile, at most. */
const TILE = 1000;

/** −2·x·y of the pairs of points of a set, each pair in one tile. */
export async function eachOwnTile(
  { moved: { data, dim }, count }: NearPoints,
  visit: (tile: Tile) => void,
): Promise<void> {
  const size = Math.ceil(count / Math.ceil(count / TILE));
  const parts = Array.from({ length: Math.ceil(count / size) }, (_, part) => {
    const start = part * size;
    const rows = data.subarray(start * dim, (start + size) * dim);
    const [x, y] = [new Float32Array(size * dim), new Float32Array(size * dim)];
    y.set(rows);
    for (let at = 0; at < rows.length; at++) x[at] = -2 * rows[at]!;
    return {
      span: { start, count: rows.length / dim },
      x: ndarray(x, [size, dim]),
      y: ndarray(y, [size, dim]),
    };
  });
  const product = compile(({ x, y }) => ({
    products: tf.matMul(x!, y!, false, true),
  }));
  for (const [i, rows] of parts.entries()) {
    for (const columns of parts.slice(i)) {
      const { products } = await product.run({ x: rows.x, y: columns.y });
      visit({
        products: products!.data as Float32Array,
        size,
        rows: rows.span,
        columns: columns.span,
      });
    }
  }
  product.dispose();
}

/** Squared distance in float64, over the square of the scale. */
export function squaredDistance(
  [a, i]: readonly [NearPoints, number],
  [b, j]: readonly [NearPoints, number],
): number {
  return exactDistance(a.given, i, b.given, j) / a.scale / a.scale;
}

function exactDistance(
  { data: x, dim }: PointSet,
  i: number,
  { data: y }: PointSet,
  j: number,
): number {
  let sum = 0;
  for (let k = 0, s = i * dim, t = j * dim; k < dim; k++, s++, t++) {
    const difference = x[s]! - y[t]!;
    sum += difference * difference;
  }
  return sum;
}
