/** A tridiagonal matrix with the eigenvalues of a symmetric one. */
export interface Tridiagonal {
  /** `[dim]` */
  readonly diagonal: Float64Array;
  /** `[dim − 1]`, the elements beside the diagonal. */
  readonly beside: Float64Array;
}

/** What is smaller than this, beside a largest element near one, is zero. */
const NEGLIGIBLE = 1e-100;

/**
 * Reduces a symmetric matrix to tridiagonal form by Householder's reflections,
 * from the last row to the first.
 *
 * One pass over the lower triangle applies a reflection, A − v·wᵀ − w·vᵀ, and
 * multiplies the result by the next reflector, which depends on one row only.
 *
 * Source: Golub and Van Loan, section 8.3.1; EISPACK's `tred1` for the order.
 *
 * @param rows The lower triangle, row `i` of `i + 1` elements, the largest of
 * all near one, since squares may not overflow; it is lost
 */
export function tridiagonalise(rows: readonly Float64Array[]): Tridiagonal {
  const dim = rows.length;
  const diagonal = new Float64Array(dim);
  const beside = new Float64Array(Math.max(0, dim - 1));
  let v: Float64Array = new Float64Array(dim);
  let w: Float64Array = new Float64Array(dim);
  for (let i = dim - 1; i >= 0; i--) {
    const row = rows[i]!;
    for (let j = 0; j <= i; j++) row[j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    diagonal[i] = row[i]!;
    if (i === 0) break;
    const x = row.subarray(0, -1);
    beside[i - 1] = reflector(x);
    const product = new Float64Array(i);
    const isOdd = i % 2;
    if (isOdd) product[0] = x[0]! * (rows[0]![0]! -= 2 * v[0]! * w[0]!);
    for (let k = isOdd; k < i; k += 2) {
      reflectPair(rows[k]!, rows[k + 1]!, v, w, x, product);
    }
    let half = 0;
    for (let j = 0; j < i; j++) half += x[j]! * product[j]! / 2;
    for (let j = 0; j < i; j++) product[j]! -= half * x[j]!;
    [v, w] = [x, product];
  }
  return { diagonal, beside };
}

/**
 * Turns x into the v for which (I − v·vᵀ)·x is zero but for the last element,
 * which is returned.
 */
function reflector(x: Float64Array): number {
  const last = x.length - 1;
  const end = x[last]!;
  let squares = 0;
  for (let j = 0; j < last; j++) squares += x[j]! * x[j]!;
  if (squares <= NEGLIGIBLE ** 2) {
    x.fill(0);
    return Math.abs(end) <= NEGLIGIBLE ? 0 : end;
  }
  const norm = Math.sqrt(squares + end * end) * (end < 0 ? -1 : 1);
  const scale = 1 / Math.sqrt(norm * (norm + end));
  for (let j = 0; j < last; j++) x[j]! *= scale;
  x[last] = (norm + end) * scale;
  return -norm;
}

/** Reflects two rows of the lower triangle and adds their share of A·x. */
function reflectPair(
  upper: Float64Array,
  lower: Float64Array,
  v: Float64Array,
  w: Float64Array,
  x: Float64Array,
  product: Float64Array,
): void {
  const i = upper.length - 1;
  const v0 = v[i]!, w0 = w[i]!, x0 = x[i]!;
  const v1 = v[i + 1]!, w1 = w[i + 1]!, x1 = x[i + 1]!;
  let sum0 = 0, sum1 = 0;
  for (let j = 0; j < i; j++) {
    const vj = v[j]!, wj = w[j]!, xj = x[j]!;
    const a = upper[j]! - (v0 * wj + w0 * vj);
    const b = lower[j]! - (v1 * wj + w1 * vj);
    upper[j] = a;
    lower[j] = b;
    sum0 += a * xj;
    sum1 += b * xj;
    product[j] = product[j]! + a * x0 + b * x1;
  }
  const first = upper[i]! -= 2 * v0 * w0;
  const cross = lower[i]! -= v1 * w0 + w1 * v0;
  const second = lower[i + 1]! -= 2 * v1 * w1;
  product[i]! += sum0 + first * x0 + cross * x1;
  product[i + 1]! += sum1 + cross * x0 + second * x1;
}
