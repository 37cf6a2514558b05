import type { PointSet } from "../../../lib/stats/rows.ts";

/** Points that make.py makes alike. */
export interface PointsCase {
  readonly kind: string;
  readonly seed: number;
  readonly count: number;
  readonly dim: number;
  readonly scale?: number;
  readonly shift?: number;
}

/** Numbers in [−0.5, 0.5) by a linear congruential generator. */
function uniform(seed: number, count: number): Float64Array {
  let x = seed;
  return new Float64Array(count).map(() => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 2 ** 32 - 0.5;
  });
}

/** The points of a case, in float32. */
export function pointsOf(given: PointsCase): PointSet {
  const { kind, seed, count, dim, scale = 1, shift = 0 } = given;
  const u = uniform(seed, 4 * count * dim);
  const bell = (i: number, j: number) => {
    const at = 4 * (i * dim + j);
    return u[at]! + u[at + 1]! + u[at + 2]! + u[at + 3]!;
  };
  const centres = uniform(1, 10 * dim);
  const element = (i: number, j: number): number => {
    switch (kind) {
      case "bell":
        return bell(i, j);
      case "grid":
        return Math.floor(3 * (u[4 * (i * dim + j)]! + 0.5));
      case "clusters":
        return centres[(i % 10) * dim + j]! * 1000 + 0.01 * bell(i, j);
      case "thrice":
        return bell(Math.floor(i / 3), j);
      case "constant":
        return 1;
      case "half constant":
        return j % 2 === 0 ? bell(i, j) : 2;
      case "large row":
        return i === 0 ? 30 : bell(i, j);
      case "columns":
        return bell(i, j) * COLUMN_SCALES[j % 5]!;
      default:
        throw new TypeError(`No points called '${kind}'`);
    }
  };
  const data = new Float32Array(count * dim);
  for (let i = 0; i < data.length; i++) {
    data[i] = element(Math.floor(i / dim), i % dim) * scale + shift;
  }
  return { data, dim };
}

const COLUMN_SCALES = [1e-6, 1e-3, 1, 1e3, 1e6];
