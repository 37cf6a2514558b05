/** Sweeps after which an eigenvalue counts as not to be found; two are usual. */
const SWEEPS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix, in no order, by QL sweeps with
 * implicit shifts of Wilkinson.
 *
 * Source: Golub and Van Loan, section 8.3.5; EISPACK's `imtql1`, LAPACK's
 * `dsteqr`.
 *
 * @param diagonal `[dim]`, becomes the eigenvalues
 * @param beside `[dim − 1]`, is lost
 * @throws {RangeError} when an eigenvalue is not found
 */
export function tridiagonalQl(
  diagonal: Float64Array,
  beside: Float64Array,
): void {
  const last = diagonal.length - 1;
  const largest = [diagonal, beside].reduce(
    (most, values) =>
      values.reduce((max, value) => Math.max(max, Math.abs(value)), most),
    0,
  );
  const negligible = Number.EPSILON / 2 * largest;
  for (let start = 0; start < last; start++) {
    for (let sweeps = 0;; sweeps++) {
      let end = start;
      while (end < last && Math.abs(beside[end]!) > negligible) end++;
      if (end === start) break;
      if (sweeps === SWEEPS) {
        throw new RangeError(
          `Cannot find eigenvalue ${start} of ${diagonal.length}: ` +
            `it does not settle in ${SWEEPS} sweeps`,
        );
      }
      sweep(diagonal, beside, [start, end]);
    }
  }
}

/** One sweep from the row `end` up to the row `start`. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  [start, end]: readonly [number, number],
): void {
  const slope = (d[start + 1]! - d[start]!) / (2 * e[start]!);
  const root = Math.sqrt(slope * slope + 1) * (slope < 0 ? -1 : 1);
  let g = d[end]! - d[start]! + e[start]! / (slope + root);
  let s = 1, c = 1, shift = 0;
  for (let i = end - 1; i >= start; i--) {
    const bulge = s * e[i]!;
    const b = c * e[i]!;
    const squares = bulge * bulge + g * g;
    // `hypot` is slow, and needed only where squares vanish.
    const radius = squares > 1e-280 ? Math.sqrt(squares) : Math.hypot(bulge, g);
    s = radius === 0 ? 0 : bulge / radius;
    c = radius === 0 ? 1 : g / radius;
    if (i + 1 < end) e[i + 1] = radius;
    const moved = d[i + 1]! - shift;
    const turned = (d[i]! - moved) * s + 2 * c * b;
    shift = s * turned;
    d[i + 1] = moved + shift;
    g = c * turned - b;
  }
  d[start]! -= shift;
  e[start] = g;
}
