/**
 * Adds products of matrices that are lists of rows:
 * `sums[i] += Σ_k factors[i][k]·rows[k]`.
 *
 * Two sums take four rows at a time, the most that the registers of a processor
 * hold, so memory is read seldom.
 *
 * @param sums `[m]` rows of `width`, changed in place
 * @param factors `[m]` rows of `count`
 * @param rows `[count]` rows of `width`
 */
export function addProducts(
  sums: readonly Float64Array[],
  factors: readonly Float64Array[],
  rows: readonly Float64Array[],
): void {
  const unused = new Float64Array(rows[0]?.length ?? 0);
  const whole = rows.length - rows.length % 4;
  for (let i = 0; i < sums.length; i += 2) {
    const [a, p] = [sums[i]!, factors[i]!];
    const [b, q] = [sums[i + 1] ?? unused, factors[i + 1] ?? p];
    for (let k = 0; k < whole; k += 4) addFour(a, b, p, q, rows, k);
    for (let k = whole; k < rows.length; k++) {
      addOne(a, p[k]!, rows[k]!);
      addOne(b, q[k]!, rows[k]!);
    }
  }
}

function addFour(
  a: Float64Array,
  b: Float64Array,
  p: Float64Array,
  q: Float64Array,
  rows: readonly Float64Array[],
  k: number,
): void {
  const p0 = p[k]!, p1 = p[k + 1]!, p2 = p[k + 2]!, p3 = p[k + 3]!;
  const q0 = q[k]!, q1 = q[k + 1]!, q2 = q[k + 2]!, q3 = q[k + 3]!;
  const r0 = rows[k]!, r1 = rows[k + 1]!, r2 = rows[k + 2]!, r3 = rows[k + 3]!;
  for (let j = 0; j < a.length; j++) {
    const x0 = r0[j]!, x1 = r1[j]!, x2 = r2[j]!, x3 = r3[j]!;
    a[j] = a[j]! + p0 * x0 + p1 * x1 + p2 * x2 + p3 * x3;
    b[j] = b[j]! + q0 * x0 + q1 * x1 + q2 * x2 + q3 * x3;
  }
}

function addOne(sum: Float64Array, factor: number, row: Float64Array): void {
  for (let j = 0; j < sum.length; j++) sum[j]! += factor * row[j]!;
}
