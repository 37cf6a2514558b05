import { addProducts } from "./_row_products.ts";
import { type Eigen, symmetricEigen } from "./eigen.ts";
import { random } from "./random.ts";

/** Residual over the largest eigenvalue at which a pair is found. */
const FOUND = 1e-10;
/** A direction's length over what it was, below which only rounding is left. */
const ROUNDING = 1e-9;
/** Directions in which pairs are sought, per pair, before all are computed. */
const MOST = 12;

/**
 * The largest eigenvalues of a symmetric positive semidefinite matrix with
 * their eigenvectors, in time that grows with `dim²·count` and not `dim³`: from
 * as many random directions, residuals are added to a space in which the
 * matrix is small (Rayleigh and Ritz), until none is left. Where that does not
 * settle soon, or many pairs are asked for, all are computed.
 *
 * Source: Musco and Musco, "Randomized block Krylov methods", NeurIPS 2015;
 * Davidson, 1975, without a preconditioner.
 *
 * @param matrix `[dim, dim]`, row-major, symmetric
 * @param options `dim`; `count` of pairs, at most `dim`
 * @throws {RangeError} as `symmetricEigen` does
 *
 * @example
 * ```ts
 * import { leadingEigen } from "./leading_eigen.ts";
 *
 * const matrix = Float64Array.of(2, 1, 1, 2);
 * const { values, vectors } = leadingEigen(matrix, { dim: 2, count: 1 });
 * console.assert(Math.abs(values[0]! - 3) < 1e-12 && vectors.length === 1);
 * ```
 */
export function leadingEigen(
  matrix: Float64Array,
  options: { readonly dim: number; readonly count: number },
): Eigen {
  const { dim, count } = options;
  const most = MOST * count;
  if (2 * most > dim || matrix.length !== dim * dim) {
    return leading(symmetricEigen(matrix, dim), count);
  }
  const largest = matrix.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  if (!(largest < Infinity)) return leading(symmetricEigen(matrix, dim), count);
  // By a power of two, so that squares stay within range.
  const scale = 2 ** Math.floor(Math.log2(largest || 1));
  const rows = Array.from(
    { length: dim },
    (_, i) => matrix.slice(i * dim, (i + 1) * dim).map((x) => x / scale),
  );
  const stream = random(0n, "leading eigenvectors");
  const basis: Float64Array[] = [];
  const images: Float64Array[] = [];
  let next: readonly Float64Array[] = Array.from(
    { length: count },
    () => Float64Array.from(stream.normal(new Float32Array(dim))),
  );
  while (basis.length + next.length <= most) {
    const added = orthonormal(next, basis);
    if (added.length === 0) break;
    const products = added.map(() => new Float64Array(dim));
    addProducts(products, added, rows);
    basis.push(...added);
    images.push(...products);
    const pairs = leading(inSpaceOf(basis, images), count);
    const vectors = combined(pairs.vectors, basis);
    const residuals = combined(pairs.vectors, images);
    for (const [i, residual] of residuals.entries()) {
      const [value, vector] = [pairs.values[i]!, vectors[i]!];
      for (let j = 0; j < dim; j++) residual[j]! -= value * vector[j]!;
    }
    const limit = FOUND * Math.abs(pairs.values[0]!);
    next = residuals.filter((residual) => !(norm(residual) <= limit));
    if (next.length === 0) {
      return { values: pairs.values.map((value) => value * scale), vectors };
    }
  }
  return leading(symmetricEigen(matrix, dim), count);
}

function leading({ values, vectors }: Eigen, count: number): Eigen {
  return { values: values.slice(0, count), vectors: vectors.slice(0, count) };
}

/** Eigenpairs within the span of a basis, in its coordinates. */
function inSpaceOf(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
): Eigen {
  const size = basis.length;
  const projected = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      projected[i * size + j] = dot(basis[i]!, images[j]!);
    }
  }
  return symmetricEigen(projected, size);
}

/** `Σ_k factors[i][k]·rows[k]` for every i. */
function combined(
  factors: readonly Float64Array[],
  rows: readonly Float64Array[],
): Float64Array[] {
  const sums = factors.map(() => new Float64Array(rows[0]!.length));
  addProducts(sums, factors, rows);
  return sums;
}

/** What vectors add to the span of a basis, as orthonormal vectors. */
function orthonormal(
  vectors: readonly Float64Array[],
  basis: readonly Float64Array[],
): Float64Array[] {
  const added: Float64Array[] = [];
  for (const vector of vectors) {
    const before = norm(vector);
    const rest = vector.map((value) => value / before);
    // Twice is enough (Kahan and Parlett).
    for (let pass = 0; pass < 2; pass++) {
      for (const other of [...basis, ...added]) {
        const share = dot(rest, other);
        for (let j = 0; j < rest.length; j++) rest[j]! -= share * other[j]!;
      }
    }
    const length = norm(rest);
    if (length > ROUNDING) added.push(rest.map((value) => value / length));
  }
  return added;
}

function dot(a: Float64Array, b: Float64Array): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  const whole = a.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
    u += a[i + 2]! * b[i + 2]!;
    v += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) s += a[i]! * b[i]!;
  return s + t + u + v;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
