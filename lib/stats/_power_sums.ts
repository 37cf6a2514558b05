import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, ndarray } from "../tensor/array.ts";
import { compile } from "../tensor/compile.ts";
import type { Tensors } from "../tensor/tensors.ts";

/** Rows of a tile, at most: bounds memory at a few arrays of this size squared. */
const TILE = 1000;

/** Multiplications up to which all is computed in float64. */
const EXACT = 1e8;

export interface WeightedRows {
  /** `[count, dim]`, row-major. */
  readonly rows: Float64Array;
  readonly count: number;
  readonly dim: number;
  /** `[count]`. */
  readonly weights: Float64Array;
}

/** Sums of powers of the products p of each row with other rows. */
export interface PowerSums {
  /** Σ p². */
  readonly squares: Float64Array;
  /** Σ w·p², with the weights w of the other rows. */
  readonly weighted: Float64Array;
  /** Σ p³. */
  readonly cubes: Float64Array;
}

/**
 * Power sums over the pairs of a row of `a` and a row of `b`, first for the
 * rows of `a`, then for those of `b`. With one set, over its pairs of different
 * rows. Few rows are taken in float64, many by the tensor engine in float32,
 * tile by tile.
 */
export async function powerSums(
  a: WeightedRows,
  b: WeightedRows = a,
): Promise<readonly [PowerSums, PowerSums]> {
  const sums = [empty(a.count), a === b ? undefined : empty(b.count)] as const;
  const both = [sums[0], sums[1] ?? sums[0]] as const;
  if (a.count * b.count * a.dim <= EXACT) addExactly(both, a, b);
  else await addTiles(both, a, b);
  return both;
}

function empty(count: number): PowerSums {
  return {
    squares: new Float64Array(count),
    weighted: new Float64Array(count),
    cubes: new Float64Array(count),
  };
}

type Both = readonly [PowerSums, PowerSums];

function addExactly([ofA, ofB]: Both, a: WeightedRows, b: WeightedRows): void {
  const { dim } = a;
  for (let i = 0; i < a.count; i++) {
    const end = a === b ? i : b.count;
    for (let j = 0; j < end; j++) {
      let p = 0;
      for (let k = 0; k < dim; k++) {
        p += a.rows[i * dim + k]! * b.rows[j * dim + k]!;
      }
      const square = p * p;
      ofA.squares[i]! += square;
      ofA.weighted[i]! += b.weights[j]! * square;
      ofA.cubes[i]! += square * p;
      ofB.squares[j]! += square;
      ofB.weighted[j]! += a.weights[i]! * square;
      ofB.cubes[j]! += square * p;
    }
  }
}

async function addTiles(
  [ofA, ofB]: Both,
  a: WeightedRows,
  b: WeightedRows,
): Promise<void> {
  const [left, right] = [tilesOf(a), a === b ? undefined : tilesOf(b)];
  const across = compile(tileSums);
  for (const [i, x] of left.entries()) {
    for (const y of right ?? left.slice(i + 1)) {
      const found = await across.run({ x: x.x, xw: x.w, y: y.x, yw: y.w });
      add(ofA, x, [found, y, "rows"]);
      add(ofB, y, [found, x, "columns"]);
    }
  }
  across.dispose();
  if (right !== undefined) return;
  const [size] = left[0]!.x.shape as [number];
  const others = new Float32Array(size * size).fill(1);
  for (let i = 0; i < size; i++) others[i * (size + 1)] = 0;
  const within = compile(ownTileSums, {
    others: ndarray(others, [size, size]),
  });
  for (const x of left) {
    add(ofA, x, [await within.run({ x: x.x, xw: x.w }), x, "rows"]);
  }
  within.dispose();
}

/** Consecutive rows, over powers of two that bring them near 1. */
interface Tile {
  readonly start: number;
  readonly rows: number;
  /** `[size, dim]`; zeros after the last row. */
  readonly x: Arrays[string];
  /** `[size, 1]`. */
  readonly w: Arrays[string];
  readonly scale: number;
  readonly weightScale: number;
}

function tilesOf({ rows, count, dim, weights }: WeightedRows): Tile[] {
  const [scale, weightScale] = [powerOfTwo(rows), powerOfTwo(weights)];
  const size = Math.ceil(count / Math.ceil(count / TILE));
  const tiles: Tile[] = [];
  for (let start = 0; start < count; start += size) {
    const end = Math.min(count, start + size);
    const x = new Float32Array(size * dim);
    for (let i = start * dim, at = 0; i < end * dim; i++) {
      x[at++] = rows[i]! / scale;
    }
    const w = new Float32Array(size);
    for (let i = start; i < end; i++) w[i - start] = weights[i]! / weightScale;
    tiles.push({
      start,
      rows: end - start,
      x: ndarray(x, [size, dim]),
      w: ndarray(w, [size, 1]),
      scale,
      weightScale,
    });
  }
  return tiles;
}

/** The power of two next to the largest size of a value. */
function powerOfTwo(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  return 2 ** Math.floor(Math.log2(largest || 1));
}

/** Adds what a tile found with another to the sums of its rows. */
function add(
  sums: PowerSums,
  tile: Tile,
  [found, other, side]: readonly [Arrays, Tile, "rows" | "columns"],
): void {
  const scale = tile.scale * other.scale;
  const at = (name: string) => found[`${side}/${name}`]!.data;
  const [squares, weighted, cubes] = [
    at("squares"),
    at("weighted"),
    at("cubes"),
  ];
  for (let i = 0; i < tile.rows; i++) {
    const row = tile.start + i;
    sums.squares[row]! += squares[i]! * scale ** 2;
    sums.weighted[row]! += weighted[i]! * scale ** 2 * other.weightScale;
    sums.cubes[row]! += cubes[i]! * scale ** 3;
  }
}

function tileSums({ x, xw, y, yw }: Tensors): Tensors {
  const p = tf.matMul(x!, y!, false, true);
  const square = tf.square(p);
  const cube = tf.mul(square, p);
  return {
    "rows/squares": tf.sum(square, 1),
    "rows/weighted": tf.matMul(square, yw!),
    "rows/cubes": tf.sum(cube, 1),
    "columns/squares": tf.sum(square, 0),
    "columns/weighted": tf.matMul(xw!, square, true, false),
    "columns/cubes": tf.sum(cube, 0),
  };
}

/** A row is no other of itself. */
function ownTileSums({ x, xw, others }: Tensors): Tensors {
  const p = tf.mul(tf.matMul(x!, x!, false, true), others!);
  const square = tf.square(p);
  return {
    "rows/squares": tf.sum(square, 1),
    "rows/weighted": tf.matMul(square, xw!),
    "rows/cubes": tf.sum(tf.mul(square, p), 1),
  };
}
