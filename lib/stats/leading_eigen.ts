import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { addProducts } from "./_row_products.ts";
import { random } from "./random.ts";

/** A direction's length over what it was, below which only rounding is left. */
const ROUNDING = 1e-9;
/** Rounds after which pairs are returned as they are. */
const ROUNDS = 100;

/** Some eigenvalues and eigenvectors of a symmetric matrix, largest first. */
export interface Eigenpairs {
  /** The largest first. */
  readonly values: Float64Array;
  /** Of unit length, in the order of the values. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Multiplies a symmetric positive semidefinite matrix by vectors. Its elements
 * are near one at most: their squares may not overflow.
 */
export type Multiply = (
  vectors: readonly Float64Array[],
) => Promise<readonly Float64Array[]>;

/**
 * The largest eigenvalues of a symmetric positive semidefinite matrix with
 * their eigenvectors, from its products alone: from as many random directions,
 * residuals are added to a space in which the matrix is small (Rayleigh and
 * Ritz), until none is left. A space that is too large starts again from its
 * best directions.
 *
 * Where eigenvalues hardly fall, those found after many rounds are as large as
 * the largest to their differences, along other directions.
 *
 * Source: Musco and Musco, "Randomized block Krylov methods", NeurIPS 2015;
 * Davidson, 1975, without a preconditioner; Stathopoulos, Saad and Wu, "Dynamic
 * thick restarting", 1998.
 *
 * @param multiply Gives new vectors
 * @param options `dim` of the matrix; `count` of pairs, at most `dim`;
 * `accuracy`: residual over the largest eigenvalue at which a pair is found,
 * above what rounding leaves in products
 */
export async function leadingEigen(
  multiply: Multiply,
  options: {
    readonly dim: number;
    readonly count: number;
    readonly accuracy: number;
  },
): Promise<Eigenpairs> {
  const { dim, count, accuracy } = options;
  const most = 3 * count + 16;
  const stream = random(0n, "leading eigenvectors");
  let basis: Float64Array[] = [];
  let images: Float64Array[] = [];
  let next: readonly Float64Array[] = Array.from(
    { length: count },
    () => Float64Array.from(stream.normal(new Float32Array(dim))),
  );
  for (let round = 1;; round++) {
    const added = orthonormal(next, basis);
    if (added.length > 0) {
      basis.push(...added);
      images.push(...await multiply(added));
    }
    const pairs = inSpaceOf(basis, images);
    const values = pairs.values.slice(0, count);
    const leading = pairs.vectors.slice(0, count);
    const vectors = combined(leading, basis);
    const residuals = combined(leading, images);
    for (const [i, residual] of residuals.entries()) {
      for (let j = 0; j < dim; j++) {
        residual[j]! -= values[i]! * vectors[i]![j]!;
      }
    }
    const limit = accuracy * Math.abs(values[0]!);
    next = residuals.filter((residual) => norm(residual) > limit);
    if (next.length === 0 || added.length === 0 || round === ROUNDS) {
      return { values, vectors };
    }
    if (basis.length + next.length > most) {
      const kept = pairs.vectors.slice(0, 2 * count);
      [basis, images] = [combined(kept, basis), combined(kept, images)];
    }
  }
}

/** Eigenpairs within the span of a basis, in its coordinates. */
function inSpaceOf(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
): Eigenpairs {
  const size = basis.length;
  const projected = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(basis[i]!, images[j]!);
      projected.set(i, j, product).set(j, i, product);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    projected,
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i)
    .sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!);
  return {
    values: Float64Array.from(order, (i) => realEigenvalues[i]!),
    vectors: order.map((i) =>
      Float64Array.from(eigenvectorMatrix.getColumn(i))
    ),
  };
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
