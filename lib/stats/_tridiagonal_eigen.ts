import { rankOneUpdate } from "./_rank_one_update.ts";
import { addProducts } from "./_row_products.ts";
import { rotate, tridiagonalQl } from "./_tridiagonal_ql.ts";

/** Largest matrix that is not divided. */
const LEAF = 32;

/** An eigenvalue and its vector. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Float64Array;
}

/** An eigenpair of one block of two, or a mixture of both blocks'. */
interface Part {
  value: number;
  readonly vector: Float64Array;
  /** Where the vector is not zero: the first block, both, or the second. */
  blocks: -1 | 0 | 1;
  /** What the vector has of the coupling of the blocks. */
  z: number;
}

/**
 * Eigenpairs of a symmetric tridiagonal matrix, in no order, by divide and
 * conquer: those of two halves are found first, then those of the whole, which
 * differs from them by a matrix of rank one.
 *
 * Source: Cuppen 1981; Gu and Eisenstat, SIAM J. Matrix Anal. Appl. 16, 1995;
 * Golub and Van Loan, section 8.4; LAPACK's `dstedc`.
 *
 * @param diagonal `[dim]`
 * @param beside `[dim − 1]`
 */
export function tridiagonalEigen(
  diagonal: Float64Array,
  beside: Float64Array,
): Eigenpair[] {
  const dim = diagonal.length;
  if (dim <= LEAF) {
    const values = diagonal.slice();
    const vectors = Array.from(
      values,
      (_, i) => placed(Float64Array.of(1), i, dim),
    );
    tridiagonalQl(values, beside.slice(), vectors);
    return vectors.map((vector, i) => ({ value: values[i]!, vector }));
  }
  const cut = dim >> 1;
  const coupling = beside[cut - 1]!;
  const [first, second] = [diagonal.slice(0, cut), diagonal.slice(cut)];
  first[cut - 1]! -= Math.abs(coupling);
  second[0]! -= Math.abs(coupling);
  const parts = [
    ...tridiagonalEigen(first, beside.subarray(0, cut - 1)).map(
      ({ value, vector }): Part => ({
        value,
        vector: placed(vector, 0, dim),
        blocks: -1,
        z: vector[cut - 1]!,
      }),
    ),
    ...tridiagonalEigen(second, beside.subarray(cut)).map(
      ({ value, vector }): Part => ({
        value,
        vector: placed(vector, cut, dim),
        blocks: 1,
        z: vector[0]! * Math.sign(coupling),
      }),
    ),
  ];
  return conquer(parts, Math.abs(coupling), cut);
}

function placed(part: Float64Array, at: number, dim: number): Float64Array {
  const vector = new Float64Array(dim);
  vector.set(part, at);
  return vector;
}

/** Eigenpairs of diag(values) + coupling·z·zᵀ, as vectors of both blocks. */
function conquer(parts: Part[], coupling: number, cut: number): Eigenpair[] {
  const dim = parts.length;
  const { moved, kept } = deflate(parts, coupling);
  const { values, mixtures } = rankOneUpdate(
    Float64Array.from(moved, ({ value }) => value),
    Float64Array.from(moved, ({ z }) => z),
    coupling,
  );
  const vectors = mixtures.map(() => new Float64Array(dim));
  for (const [other, from, to] of [[1, 0, cut], [-1, cut, dim]] as const) {
    const chosen = moved.flatMap(({ blocks }, i) => blocks === other ? [] : i);
    addProducts(
      vectors.map((vector) => vector.subarray(from, to)),
      mixtures.map((mixture) => picked(mixture, chosen)),
      chosen.map((i) => moved[i]!.vector.subarray(from, to)),
    );
  }
  return [
    ...kept,
    ...vectors.map((vector, i) => ({ value: values[i]!, vector })),
  ];
}

function picked(from: Float64Array, places: readonly number[]): Float64Array {
  const out = new Float64Array(places.length);
  for (let k = 0; k < out.length; k++) out[k] = from[places[k]!]!;
  return out;
}

/**
 * Sets apart what the coupling does not move: parts with next to nothing of z,
 * and of two with nearly equal values one, after a rotation that leaves it
 * nothing. The others ascend.
 *
 * Source: Dongarra and Sorensen 1987; LAPACK's `dlaed2`.
 */
function deflate(parts: readonly Part[], coupling: number) {
  const largest = parts.reduce(
    (most, { value }) => Math.max(most, Math.abs(value)),
    coupling,
  );
  const negligible = 4 * Number.EPSILON * largest;
  const [moved, kept]: [Part[], Part[]] = [[], []];
  for (const part of parts.toSorted((a, b) => a.value - b.value)) {
    const before = moved.at(-1);
    if (coupling * Math.abs(part.z) <= negligible) kept.push(part);
    else {
      if (before && isTurned(before, part, negligible)) kept.push(moved.pop()!);
      moved.push(part);
    }
  }
  return { moved, kept };
}

/** Turns two parts such that the first has nothing of z, if their values let it. */
function isTurned(part: Part, next: Part, negligible: number): boolean {
  const z = Math.hypot(part.z, next.z);
  const [c, s] = [next.z / z, part.z / z];
  const step = (next.value - part.value) * s;
  if (Math.abs(step * c) > negligible) return false;
  rotate(part.vector, next.vector, c, s);
  part.value += step * s;
  next.value -= step * s;
  next.z = z;
  if (part.blocks !== next.blocks) part.blocks = next.blocks = 0;
  return true;
}
