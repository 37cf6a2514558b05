/** Steps after which a root counts as not to be found; four are usual. */
const STEPS = 200;

/**
 * Root number `i` of 1 + Σ_j weights[j] / (poles[j] − λ), an eigenvalue of
 * diag(poles) + z·zᵀ with z² the weights. It lies between the poles `i` and
 * `i + 1`, the last one at most the sum of the weights above the last pole.
 *
 * Each step solves the equation for two poles and a constant: the nearer of the
 * poles at the root's sides with its own weight; the other with a weight and
 * the constant such that value and slope agree. A step that leaves the bracket
 * is replaced by halving it.
 *
 * Source: Li, "Solving secular equations stably and efficiently", LAPACK
 * working note 89, 1993, the fixed weight method; LAPACK's `dlaed4`.
 *
 * @param poles Ascending, each different
 * @param weights Positive
 * @returns The number of the nearer pole and the distance from it, which keeps
 * digits that the root itself would lose
 * @throws {RangeError} when the root is not found
 */
export function secularRoot(
  poles: Float64Array,
  weights: Float64Array,
  i: number,
): { readonly pole: number; readonly distance: number } {
  const last = poles.length - 1;
  const gap = i < last
    ? poles[i + 1]! - poles[i]!
    : weights.reduce((sum, weight) => sum + weight);
  if (last === 0) return { pole: 0, distance: gap };
  let at = secular(poles, weights, poles[i]!, gap / 2);
  const isRight = at.value < 0 && i < last;
  const pole = isRight ? i + 1 : i;
  const [left, right] = isRight ? [-gap, 0] : [0, gap];
  let [low, high] = [left, right];
  let distance = (left + right) / 2;
  for (let step = 0; step < STEPS; step++) {
    if (Math.abs(at.value) <= at.error) return { pole, distance };
    if (at.value < 0) low = distance;
    else high = distance;
    distance = twoPoles(
      at,
      weights[pole]!,
      left - distance,
      right - distance,
      isRight,
    );
    if (!(distance > low && distance < high)) distance = (low + high) / 2;
    if (distance === low || distance === high) return { pole, distance };
    at = secular(poles, weights, poles[pole]!, distance);
  }
  throw new RangeError(
    `Cannot find eigenvalue ${i} of ${poles.length}: ` +
      `it does not settle in ${STEPS} steps`,
  );
}

/** The root for two poles, given by their distances, one of them fixed. */
function twoPoles(
  { value, slope }: { readonly value: number; readonly slope: number },
  weight: number,
  left: number,
  right: number,
  isRight: boolean,
): number {
  const [near, far] = isRight ? [right, left] : [left, right];
  const other = Math.max(0, slope - weight / (near * near)) * far * far;
  const constant = value - weight / near - other / far;
  const width = far - near;
  const b = constant * width + weight + other;
  const a = weight * width;
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * constant));
  return b > 0 ? 2 * a / (b + root) : (b - root) / (2 * constant);
}

/** Value and slope at a distance from a point, and what rounding may add. */
function secular(
  poles: Float64Array,
  weights: Float64Array,
  origin: number,
  distance: number,
) {
  let value = 1, slope = 0, size = 1;
  for (let j = 0; j < poles.length; j++) {
    const inverse = 1 / (poles[j]! - origin - distance);
    const part = weights[j]! * inverse;
    value += part;
    slope += part * inverse;
    size += Math.abs(part);
  }
  return { value, slope, error: 4 * Number.EPSILON * size };
}
