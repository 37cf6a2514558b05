import { type NearPoints, squaredDistance } from "./_near_points.ts";

/** Candidates of a point before their distances are taken. */
const MOST = 64;

/**
 * Gathers the nearest others of every point from bounds of their squared
 * distances, and takes distances in float64 of those that bounds leave open.
 */
export class NearestPairs {
  /** Others whose least squared distance is above this are too far, by point. */
  readonly limits: Float64Array;
  readonly #near: NearPoints;
  readonly #length: number;
  /** `[count, length]`: smallest of the greatest squared distances. */
  readonly #greatest: Float64Array;
  /** `[count, MOST]`: others still open, and their least squared distances. */
  readonly #open: Int32Array;
  readonly #leasts: Float64Array;
  readonly #opened: Int32Array;
  /** `[count, length]`: the nearest so far. */
  readonly #indices: Int32Array;
  readonly #squares: Float64Array;

  constructor(near: NearPoints, length: number) {
    const { count } = near;
    this.#near = near;
    this.#length = length;
    this.limits = new Float64Array(count).fill(Infinity);
    this.#greatest = new Float64Array(count * length).fill(Infinity);
    this.#open = new Int32Array(count * MOST);
    this.#leasts = new Float64Array(count * MOST);
    this.#opened = new Int32Array(count);
    this.#indices = new Int32Array(count * length);
    this.#squares = new Float64Array(count * length).fill(Infinity);
  }

  /** Point `other`, whose squared distance from `point` is between two bounds. */
  offer(
    point: number,
    other: number,
    { least, most }: { readonly least: number; readonly most: number },
  ): void {
    if (!(least <= this.limits[point]!)) return;
    if (this.#opened[point] === MOST) {
      this.#thin(point);
      if (this.#opened[point] === MOST) this.#close(point);
      if (!(least <= this.limits[point]!)) return;
    }
    const at = point * MOST + this.#opened[point]!++;
    this.#open[at] = other;
    this.#leasts[at] = least;
    const start = point * this.#length;
    insert(most, 0, [this.#greatest, undefined, start, this.#length]);
    const bound = this.#greatest[start + this.#length - 1]!;
    if (bound < this.limits[point]!) this.limits[point] = bound;
  }

  /** The nearest of every point, squared distances as the points are given. */
  nearest(): { indices: Int32Array; squares: Float64Array } {
    const { count, scale } = this.#near;
    for (let i = 0; i < count; i++) this.#close(i);
    const squares = this.#squares.map((square) => square * scale * scale);
    return { indices: this.#indices, squares };
  }

  /** Forgets others that turned out too far. */
  #thin(point: number): void {
    const end = point * MOST + this.#opened[point]!;
    let to = point * MOST;
    for (let at = to; at < end; at++) {
      if (!(this.#leasts[at]! <= this.limits[point]!)) continue;
      this.#open[to] = this.#open[at]!;
      this.#leasts[to++] = this.#leasts[at]!;
    }
    this.#opened[point] = to - point * MOST;
  }

  /** Takes the distances of the others that are open, where they may count. */
  #close(point: number): void {
    const [start, length] = [point * this.#length, this.#length];
    const end = point * MOST + this.#opened[point]!;
    for (let at = point * MOST; at < end; at++) {
      if (!(this.#leasts[at]! <= this.limits[point]!)) continue;
      const other = this.#open[at]!;
      const square = squaredDistance([this.#near, point], [this.#near, other]);
      insert(square, other, [this.#squares, this.#indices, start, length]);
      const worst = this.#squares[start + length - 1]!;
      // None is nearer than none apart.
      const limit = worst > 0 ? worst : -Infinity;
      if (limit < this.limits[point]!) this.limits[point] = limit;
    }
    this.#opened[point] = 0;
  }
}

/** Puts a value, and its index, in its place among the smallest of a row. */
function insert(
  value: number,
  index: number,
  [values, indices, start, length]: readonly [
    Float64Array,
    Int32Array | undefined,
    number,
    number,
  ],
): void {
  let at = start + length - 1;
  if (!(value < values[at]!)) return;
  for (; at > start && values[at - 1]! > value; at--) {
    values[at] = values[at - 1]!;
    if (indices !== undefined) indices[at] = indices[at - 1]!;
  }
  values[at] = value;
  if (indices !== undefined) indices[at] = index;
}
